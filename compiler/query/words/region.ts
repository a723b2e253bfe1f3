import { type Literal, variablesOf } from "../../expr/assume.ts";
import { describe } from "../../expr/index.ts";
import { type Event, placesOf } from "../../expr/events.ts";
import type { Scene } from "../../expr/scene.ts";
import type { Case } from "../regions/split.ts";
import { alternatives, conjunction, detailOf, disjunction, type Globs, quoted, verbOf } from "./literal.ts";

/**
 * Runs in words, one phrase for each kind of run: "a push to `main`", "a pull request from a fork".
 *
 * @param cases - Runs, as a region of events has them.
 */
export function describeCases(cases: readonly Case[], globs: Globs): readonly string[] {
  const parts = cases.map((one) => partsOf(one, globs));
  return joinPlaces(joinNames(parts)).map(phrase);
}

/** One kind of run, taken apart into words. */
interface Parts {
  readonly scene: Scene;
  /** Names of the branch or tag, any of them; undefined: `place` says what it is. */
  readonly names?: readonly string[];
  /** What the branch or tag is otherwise; empty: anything. */
  readonly place: string;
  readonly fork?: boolean;
  readonly details: string;
}

const REF = {
  branch: "branch",
  tag: "tag",
  pullRequest: "targetBranch",
  target: "branch",
  nothing: undefined,
} as const;

function partsOf({ scene, literals, restriction }: Case, globs: Globs): Parts {
  const further = conjunction(restriction);
  const choice = disjunction(restriction);
  const isRef = ({ atom }: Literal) =>
    atom.op !== "same" && variablesOf(atom).some(({ kind, name }) => kind === "run" && name === REF[scene.on]);
  const all = withoutImplied([...literals, ...(further ?? [])]);
  const ofRef = all.filter(isRef);
  const chosen = choice?.every(isRef) ? choice : undefined;
  const isFork = ({ atom }: Literal) => atom.op === "flag" && atom.name === "fork";
  const fork = all.find(isFork)?.holds;
  const details = [
    ...all.filter((one) => !isRef(one) && !isFork(one)).map((one) => detailOf(one, globs)),
    ...(further || chosen ? [] : [`where ${quoted(describe(restriction))}`]),
  ].join(" ");
  const names = namesOf(ofRef, chosen);
  return {
    ...{ scene, details },
    ...(names && { names }),
    place: names ? "" : placeOf(ofRef, chosen, globs),
    ...(fork !== undefined && { fork }),
  };
}

/** Where a value is known, nothing else needs to be said of it. */
function withoutImplied(literals: readonly Literal[]): readonly Literal[] {
  const fixed = literals.find(({ atom, holds }) => atom.op === "equal" && holds && atom.value !== null);
  if (!fixed) return literals;
  const [variable] = variablesOf(fixed.atom);
  return literals.filter(
    (one) => one === fixed || one.atom.op === "same" || !variablesOf(one.atom).some((v) => v.name === variable?.name),
  );
}

const nameOf = ({ atom, holds }: Literal) => (atom.op === "equal" && holds ? (atom.value ?? undefined) : undefined);

function namesOf(ofRef: readonly Literal[], chosen: readonly Literal[] | undefined): readonly string[] | undefined {
  const list = ofRef.length === 0 ? chosen : ofRef.length === 1 ? ofRef : undefined;
  const names = list?.flatMap((one) => nameOf(one) ?? []);
  return names && names.length > 0 && names.length === list?.length ? names : undefined;
}

function placeOf(ofRef: readonly Literal[], chosen: readonly Literal[] | undefined, globs: Globs): string {
  const excluded = ofRef.flatMap(({ atom, holds }) => (atom.op === "equal" && !holds ? [atom.value ?? ""] : []));
  const verbs = ofRef.filter(({ atom, holds }) => atom.op !== "equal" || holds).map((one) => verbOf(one, globs));
  const options = (chosen ?? []).map((one) => verbOf(one, globs));
  const said = [...verbs, ...(options.length > 0 ? [alternatives(options)] : [])];
  const but = excluded.length > 0 ? `but ${alternatives(excluded.map(quoted))}` : "";
  if (said.length === 0) return but;
  return `that ${alternatives(said, "and")}${but && `, ${but}`}`;
}

/** `main` and `next` of one kind of run are "`main` or `next`". */
function joinNames(parts: readonly Parts[]): readonly Parts[] {
  const joined: Parts[] = [];
  for (const one of parts) {
    const at = joined.findIndex((other) => one.names && other.names && sameBut(one, other));
    const other = joined[at];
    if (other) joined[at] = { ...other, names: [...(other.names ?? []), ...(one.names ?? [])] };
    else joined.push(one);
  }
  return joined;
}

const sameBut = (a: Parts, b: Parts) =>
  a.scene.event === b.scene.event && a.scene.on === b.scene.on && a.fork === b.fork && a.details === b.details;

interface Phrase {
  readonly parts: Parts;
  /** Places of the same event on other kinds of ref, said in the same breath. */
  readonly also: readonly Parts[];
}

/** A push to a branch and one of a tag, of which nothing else is said, are a push. */
function joinPlaces(parts: readonly Parts[]): readonly Phrase[] {
  const phrases: { parts: Parts; also: Parts[] }[] = [];
  for (const one of parts) {
    const other = phrases.find(
      ({ parts: { scene, details } }) =>
        scene.event === one.scene.event && scene.on !== one.scene.on && details === one.details,
    );
    if (other && (one.fork === undefined || other.parts.fork === one.fork)) other.also.push(one);
    else phrases.push({ parts: one, also: [] });
  }
  return phrases;
}

const EVENT: Readonly<Partial<Record<Event, string>>> = {
  push: "a push",
  pullRequest: "a pull request",
  schedule: "a schedule",
  manual: "a manual run",
  call: "a call",
  release: "a release",
  mergeQueue: "the merge queue",
  pullRequestTarget: "the target of a pull request",
  after: "the end of another pipeline",
  dispatch: "a dispatch",
};

const nameOfEvent = (event: Event) => EVENT[event] ?? `the event ${quoted(event)}`;

function phrase({ parts, also }: Phrase): string {
  const all = [parts, ...also];
  const { event } = parts.scene;
  const isAny = all.every(({ names, place, fork }) => !names && !place && fork === undefined);
  const details = parts.details && ` ${parts.details}`;
  if (isAny && all.length === placesOf(event).length) return `${nameOfEvent(event)}${details}`;
  return `${nameOfEvent(event)} ${all.map(where).join(", or ")}${details}`;
}

function where(parts: Parts): string {
  const { scene, names, place, fork } = parts;
  const ref = names ? alternatives(names.map(quoted)) : "";
  switch (scene.on) {
    case "nothing":
      return "";
    case "target":
    case "branch": {
      const branch = ref || (place.startsWith("but") ? `any branch ${place}` : `a branch${place && ` ${place}`}`);
      return `${scene.event === "push" ? "to" : "on"} ${branch}`;
    }
    case "tag": {
      const tag = ref ? `tag ${ref}` : place.startsWith("but") ? `any tag ${place}` : `a tag${place && ` ${place}`}`;
      return `${scene.event === "push" ? "of" : "on"} ${tag}`;
    }
    case "pullRequest": {
      const target = ref || (place.startsWith("but") ? `any branch ${place}` : place && `a branch ${place}`);
      const from = fork === undefined ? "" : fork ? "from a fork" : "not from a fork";
      const request = scene.event === "call" ? "on a pull request" : "";
      return [request, from, target && `into ${target}`].filter((one) => one).join(" ");
    }
  }
}
