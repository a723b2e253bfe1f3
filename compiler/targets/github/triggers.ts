import { isFor, triggerProblems } from "../provider-triggers.ts";
import { github, LIMITS } from "./provider.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { CALLED } from "./conditions/values.ts";
import { parseCron } from "../../graph/cron.ts";
import { declaredInputs, isCallable } from "../../graph/inputs.ts";
import type { ManualInput, PullRequestTrigger, PushTrigger, StageGraph, Trigger } from "../../graph/model/index.ts";
import { valuesOf } from "../../graph/walk.ts";
import type { YamlMap } from "../yaml.ts";
import { refFilter } from "./ref-filters.ts";

type Of<Kind extends Trigger["kind"]> = Extract<Trigger, { kind: Kind }>;

/** `on`: one entry an event, which is all that GitHub has. */
export function triggers(graph: StageGraph): { readonly on: YamlMap; readonly diagnostics: readonly Diagnostic[] } {
  const all = <Kind extends Trigger["kind"]>(kind: Kind) =>
    graph.triggers.filter((trigger): trigger is Of<Kind> => trigger.kind === kind);
  const [pushes, requests, schedules] = [all("push"), all("pullRequest"), all("schedule")];
  const pushed = push(pushes);
  const requested = pullRequest(requests);
  return {
    on: {
      push: pushes.length ? pushed.filters : undefined,
      pull_request: requests.length ? requested.filters : undefined,
      schedule: schedules.length ? schedules.map(({ cron }) => ({ cron })) : undefined,
      workflow_dispatch: all("manual").length ? dispatch(declaredInputs(graph.triggers, "manual")) : undefined,
      workflow_call: isCallable(graph) ? called(graph) : undefined,
      ...furtherEvents(graph),
    },
    diagnostics: [
      ...pushed.diagnostics,
      ...requested.diagnostics,
      ...unlike(pushes.filter(takesBranches)),
      ...unlike(requests),
      ...tooMany(all("manual")),
      ...triggerProblems(graph, "github", github),
      ...schedules.flatMap(tooOften),
      ...singleCharacters([...pushes, ...requests]),
    ],
  };
}

/** Those that the language has by one trigger: releases, the merge queue and GitHub's own. */
function furtherEvents(graph: StageGraph): YamlMap {
  const events = graph.triggers.flatMap((one) => (one.kind === "event" && isFor(one, "github", github) ? [one] : []));
  return Object.fromEntries(
    events.map(({ event }) => {
      const same = events.filter((one) => one.event === event);
      const pipelines = same.flatMap(({ pipelines: names = [] }) => names);
      return [
        github.events[event]![0]!,
        filters({ workflows: pipelines.length ? [...new Set(pipelines)] : undefined, types: typesOf(same) }),
      ];
    }),
  );
}

/** Where one of several triggers says nothing, GitHub's own choice is among them: its usual three of a pull request. */
function typesOf(all: readonly { readonly types?: readonly string[] }[]): readonly string[] | undefined {
  if (all.every(({ types }) => types === undefined)) return undefined;
  return [...new Set(all.flatMap(({ types = ["opened", "synchronize", "reopened"] }) => types))];
}

interface EventFilters {
  readonly filters: YamlMap | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Nothing given means every branch and tag; given for one trigger and not for another too. */
function push(all: readonly PushTrigger[]): EventFilters {
  const filtered = all.every(({ branches, tags }) => branches || tags) ? all : [];
  const branches = refFilter(filtered, "branches");
  const tags = refFilter(filtered, "tags");
  return {
    filters: filters({
      branches: branches.patterns,
      tags: tags.patterns,
      // GitHub does not hold tags against paths either (docs: workflow syntax, on.push.paths).
      ...pathFilters(all.find(takesBranches)?.paths),
    }),
    diagnostics: [...branches.diagnostics, ...tags.diagnostics],
  };
}

const takesBranches = ({ branches, tags }: PushTrigger) => branches !== undefined || tags === undefined;

function pullRequest(all: readonly PullRequestTrigger[]): EventFilters {
  const { patterns, diagnostics } = refFilter(all.every(({ targets }) => targets) ? all : [], "targets");
  return { filters: filters({ types: typesOf(all), branches: patterns, ...pathFilters(all[0]?.paths) }), diagnostics };
}

function filters(given: Readonly<Record<string, readonly string[] | undefined>>): YamlMap | null {
  return Object.values(given).every((one) => one === undefined) ? null : given;
}

/** All files but some are `paths-ignore`, which is what people know. */
function pathFilters(paths: readonly string[] | undefined): Readonly<Record<string, readonly string[] | undefined>> {
  const [all, ...left] = paths ?? [];
  const ignores = all === "**" && left.length > 0 && left.every((glob) => glob.startsWith("!"));
  return ignores
    ? { "paths-ignore": left.map((glob) => pathFilter(glob.slice(1))) }
    : { paths: paths?.map(pathFilter) };
}

/** A glob over files. `+` would repeat the character before it (docs: workflow syntax, filter pattern cheat sheet). */
const pathFilter = (glob: string) => glob.replaceAll("+", "\\+");

/** There, `?` makes the character before it optional, and nothing stands for exactly one character. */
function singleCharacters(all: readonly (PushTrigger | PullRequestTrigger)[]): readonly Diagnostic[] {
  return all.flatMap(({ paths = [], location }) =>
    paths.filter((glob) => glob.includes("?")).map((glob) => diagnostic("WB3095", { glob }, { at: location })),
  );
}

/** Filters of one event hold together: two triggers that differ in their paths cannot both be told. */
function unlike(all: readonly (PushTrigger | PullRequestTrigger)[]): readonly Diagnostic[] {
  const [first, ...rest] = all;
  return rest
    .filter((one) => JSON.stringify(one.paths) !== JSON.stringify(first?.paths))
    .map((one) => diagnostic("WB3012", { event: one.kind }, { at: one.location }));
}

/** Minutes. Docs: events that trigger workflows, schedule: "The shortest interval ... is once every 5 minutes". */
const SHORTEST_INTERVAL = 5;

function tooOften({ cron, location }: Of<"schedule">): readonly Diagnostic[] {
  const table = parseCron(cron);
  const minutes = "problem" in table ? [] : table.minutes;
  const close = minutes.slice(1).some((minute, index) => minute - minutes[index]! < SHORTEST_INTERVAL);
  return close ? [diagnostic("WB3094", { cron }, { at: location })] : [];
}

function tooMany(manual: readonly Of<"manual">[]): readonly Diagnostic[] {
  const count = Object.keys(declaredInputs(manual)).length;
  if (count <= LIMITS.inputs) return [];
  return [diagnostic("WB3091", { most: String(LIMITS.inputs), count: String(count) }, { at: manual[0]?.location })];
}

function dispatch(inputs: Readonly<Record<string, ManualInput>>): YamlMap | null {
  const fields = Object.entries(inputs).map(([name, input]) => [
    name,
    {
      description: input.description,
      type: input.type,
      // A text may be empty, which GitHub takes for not given.
      required: (input.required ?? (input.default === undefined && input.type !== "string")) || undefined,
      options: input.options,
      default: initial(input),
    },
  ]);
  return fields.length ? { inputs: Object.fromEntries(fields) } : null;
}

/** What a caller gives. Secrets may also be those of a job's environment, so none has to be given. */
function called(graph: StageGraph): YamlMap {
  const fields = Object.entries(declaredInputs(graph.triggers, "call")).map(([name, input]) => [
    name,
    {
      description: input.description,
      type: input.type,
      required: (input.required ?? input.default === undefined) || undefined,
      default: initial(input),
    },
  ]);
  const values = graph.jobs.flatMap(valuesOf);
  const secrets = values.flatMap((value) =>
    (value.kind === "secret" || value.kind === "secretFile") && value.name !== "GITHUB_TOKEN" ? [value.name] : [],
  );
  const named = [...new Set(secrets)].sort();
  return {
    inputs: {
      ...Object.fromEntries(fields),
      [CALLED.replace("inputs.", "")]: {
        description: "Tells a call from other events: leave it",
        type: "boolean",
        default: true,
      },
    },
    secrets: named.length ? Object.fromEntries(named.map((name) => [name, { required: false }])) : undefined,
  };
}

/** Of the input's type: GitHub's parser takes no text for a number. */
function initial({ type, default: text }: ManualInput): string | number | boolean | undefined {
  if (type === "boolean") return text === "true";
  return type === "number" && text !== undefined ? Number(text) : text;
}
