import type { Span } from "../../diagnostics/location.ts";
import { or } from "../../expr/build.ts";
import { type Expr, NEVER } from "../../expr/model.ts";
import { simplify } from "../../expr/simplify.ts";
import { unreadable } from "../foreign.ts";
import { dataValue, type ImportedJob, type Note, object, type Options, type Value } from "../model.ts";
import { entriesOf, plain, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { KEYS } from "./carry.ts";
import type { GitLabConfig, GitLabJob } from "./config.ts";
import { matrixOf } from "./matrix.ts";
import { artifactsOf, needsOf } from "./needs.ts";
import { type Outcome, type Presence, type PresenceContext, presenceOf } from "./presence.ts";
import { stepsOf } from "./script.ts";

/** Keys that are read together with others. */
const TOGETHER: ReadonlySet<string> = new Set([
  "rules",
  "only",
  "except",
  "when",
  "needs",
  "dependencies",
  "script",
  "run",
  "before_script",
  "after_script",
  "parallel",
  "allow_failure",
  "stage",
  "start_in",
]);

export interface ReadJob {
  readonly job: ImportedJob;
  readonly notes: readonly Note[];
}

/** A job as a declaration. What cannot be said of it stays among its native keys, and a job that is not known as a whole stays native. */
export function readJob(job: GitLabJob, config: GitLabConfig, context: PresenceContext): ReadJob {
  const presence = presenceOf(job.node, context);
  const condition = presenceCondition(presence);
  if (job.unknown.length > 0 || memberOf(job.node, "trigger") || stepsOf(job.node).length === 0) {
    return nativeJob(job, presence, condition);
  }
  const notes: Note[] = presence.changes.map((change) => ({ kind: "changed", job: job.name, ...change }));
  const native: Record<string, Value> = {};
  let options: Options = {};
  for (const { key, value } of entriesOf(job.node)) {
    if (TOGETHER.has(key) || (value.kind === "scalar" && value.value === null)) continue;
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    const carried = read?.(value) ?? { native: dataValue(plain(value)) };
    if (carried.native !== undefined) native[key] = carried.native;
    options = { ...options, ...carried.options };
    for (const { message, at } of carried.notes ?? []) notes.push({ kind: "changed", job: job.name, message, at });
  }
  const matrix = matrixOf(job.node);
  if (matrix && "native" in matrix) native.parallel = matrix.native;
  const control = controlOf(job, presence.outcomes);
  if (control === undefined || unreadable(condition).length > 0) {
    Object.assign(native, nativePresence(job.node));
    if (control === undefined) notes.push(undivided(job));
  }
  const { needs, downloads, foreign } = needsOf(job, config);
  const explicit = memberOf(job.node, "needs");
  const handed = downloads.filter((name) => carriesArtifacts(name, config));
  if (explicit && (foreign.length > 0 || handed.length < downloads.length)) native.needs = dataValue(plain(explicit));
  const after = memberOf(job.node, "after_script");
  if (after) native.after_script = dataValue(plain(after));
  const all: Options = {
    ...place(options),
    stage: job.stage,
    needs: explicit && needs.length === 0 ? [] : undefined,
    interruptible: options.interruptible ?? false,
    ...control,
    downloads: explicit ? (handed.length > 0 ? artifactsOf(handed) : undefined) : "all",
    native: Object.keys(native).length > 0 ? object({ gitlab: object(native) }) : undefined,
  };
  return {
    job: {
      id: job.name,
      at: job.source.at,
      comments: job.comments,
      kind: "job",
      needs: explicit ? needs.filter((name) => !handed.includes(name)) : [],
      when: simplify(condition),
      ...(matrix && "matrix" in matrix && { matrix: matrix.matrix }),
      steps: stepsOf(job.node),
      spreads: [],
      options: all,
    },
    notes,
  };
}

/** A job without an image runs on the runner that its tags choose, in whatever image that has. */
function place({ image, runner, ...options }: Options): Options {
  if (image !== undefined) return { image, runner, ...options };
  const { entrypoint: _, user: __, ...others } = options;
  return { machine: runner ?? "default", ...others };
}

/** Whether a job's artifacts are said in the language, so that others can name them. */
function carriesArtifacts(name: string, config: GitLabConfig): boolean {
  const node = config.jobs.find((one) => one.name === name)?.node;
  const artifacts = node && memberOf(node, "artifacts");
  return artifacts !== undefined && KEYS.artifacts!(artifacts).options !== undefined;
}

/** When a job is there at all, whatever it does then. */
export const presenceCondition = ({ outcomes }: Presence): Expr =>
  simplify(or(NEVER, ...outcomes.map(({ condition }) => condition)));

function nativeJob(job: GitLabJob, presence: Presence, when: Expr): ReadJob {
  const { source } = job;
  const keys = job.unknown.length > 0 ? source : job.node;
  return {
    job: {
      id: job.name,
      at: source.at,
      comments: job.comments,
      kind: "native",
      needs: [],
      when,
      steps: [],
      spreads: [],
      options: { gitlab: dataValue(plain(keys)) },
    },
    notes: presence.changes.map((change) => ({ kind: "changed", job: job.name, ...change })),
  };
}

/** The keys by which GitLab decides whether a job runs. */
function nativePresence(node: YamlMap): Readonly<Record<string, Value>> {
  const keys = ["rules", "only", "except", "when", "allow_failure", "start_in"];
  const entries = entriesOf(node).filter(({ key }) => keys.includes(key));
  return Object.fromEntries(entries.map(({ key, value }) => [key, dataValue(plain(value))]));
}

/** Options that say how a job runs; undefined where it does different things under different conditions. */
function controlOf(job: GitLabJob, outcomes: readonly Outcome[]): Options | undefined {
  const allow = allowFailureOf(memberOf(job.node, "allow_failure"));
  if (outcomes.length === 0) return {};
  const effects = outcomes.map((outcome) => effectOf(outcome, allow));
  if (effects.some((effect) => effect === undefined)) return undefined;
  const [first, ...others] = effects as readonly Options[];
  const key = JSON.stringify(first);
  return others.every((other) => JSON.stringify(other) === key) ? first : undefined;
}

function effectOf({ when, allowFailure, byRule, settings }: Outcome, standard: Value | undefined): Options | undefined {
  if (settings) return undefined;
  const given = allowFailure ? allowFailureOf(allowFailure) : standard;
  const allow = given === false ? undefined : given;
  switch (when) {
    case "on_success":
      return { allowFailure: allow };
    case "always":
      return { finally: true, allowFailure: allow };
    case "manual": {
      // A rule's manual job blocks; one without rules does not (docs: ci/yaml, `when: manual`).
      const blocks = given === undefined ? byRule : given === false;
      return { manual: blocks ? true : object({ blocks: false }) };
    }
    case "on_failure":
    case "delayed":
      return undefined;
  }
}

function allowFailureOf(node: YamlNode | undefined): Value | undefined {
  if (!node) return undefined;
  if (node.kind === "scalar") return node.value === true;
  return KEYS.allow_failure!(node).options?.allowFailure;
}

function undivided(job: GitLabJob): Note {
  return {
    kind: "todo",
    job: job.name,
    at: placeOf(job),
    message: "it does different things under different conditions: its `rules` are kept as GitLab has them",
  };
}

const placeOf = (job: GitLabJob): Span => memberOf(job.node, "rules")?.at ?? job.source.at;
