import { and, or } from "../../expr/build.ts";
import { ALWAYS, type Event, type Expr, EVENTS } from "../../expr/model.ts";
import { inScene, SCENES } from "../../expr/scene.ts";
import { simplify } from "../../expr/simplify.ts";
import { callOf, dataValue, type ImportedTrigger, type Note, object, type Options, type Value } from "../model.ts";
import type { ImportedFile, ProjectFiles } from "../provider.ts";
import { plain, memberOf, type YamlEntry, type YamlNode } from "../yaml/index.ts";
import { valuesOf } from "./behaviour.ts";
import { text } from "./carry.ts";
import type { ConditionContext } from "./condition.ts";
import { type GitLabConfig, isKnown, readGitLabConfig } from "./config.ts";
import { FIRST_STAGE, LAST_STAGE } from "./keywords.ts";
import { keepsStandard, readJob } from "./job.ts";
import { type Kept, NOTHING_KEPT } from "./kept.ts";
import { placedJobs, upperBound } from "./placed.ts";
import { workflowCondition } from "./presence.ts";

/** Reads a GitLab configuration into declarations of the language. */
export function readGitLab(path: string, files: ProjectFiles, kept: ReadonlyMap<string, Kept>): ImportedFile {
  const config = readGitLabConfig(path, { root: files });
  if (config.diagnostics.some(({ severity }) => severity === "error")) return { diagnostics: config.diagnostics };
  const context = contextOf(config);
  const workflow = workflowCondition(config.workflow, context);
  const started = upperBound(or(...workflow.outcomes.map(({ condition }) => condition)));
  const placed = placedJobs(config, context);
  const read = [...placed.values()].map((one) =>
    readJob(one, { config, all: placed, kept: kept.get(one.job.name) ?? NOTHING_KEPT }),
  );
  const events = EVENTS.filter((event) => read.some(({ job }) => mayHold(and(started, job.when ?? ALWAYS), event)));
  const triggers = events.flatMap(trigger);
  const name = config.workflow && text(memberOf(config.workflow, "name"));
  return {
    pipeline: {
      name: name && /^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$/.test(name) ? name : "pipeline",
      source: path,
      provider: "gitlab",
      comments: [],
      triggers: triggers.length > 0 ? triggers : [{ value: callOf("push"), comments: [] }],
      shared: [],
      jobs: read.map(({ job }) => job),
      options: {
        stages: config.stages.filter((stage) => mayHaveJobs(stage, config)),
        gitlab: object({ workflow: "none" }),
        native: globals(config),
      },
      notes: [...config.copied.map(copyNote), ...read.flatMap(({ notes }) => notes)],
    },
    diagnostics: config.diagnostics,
  };
}

/** Whether a stage may have jobs. What is not at hand may have some in any that the file names. */
function mayHaveJobs(stage: string, { jobs, foreign }: GitLabConfig): boolean {
  if (jobs.some((job) => job.stage === stage)) return true;
  const isNamed = stage !== FIRST_STAGE && stage !== LAST_STAGE;
  return isNamed && (foreign.length > 0 || jobs.some((job) => job.stage === undefined));
}

/**
 * What the whole file has beside its jobs: what starts it, variables that a project's own can override, and files that are not at
 * hand.
 */
function globals(config: GitLabConfig): Value | undefined {
  const { variables, workflow, foreign, standard } = config;
  const entries = variables.map(({ key, value }) => [key, dataValue(plain(value))] as const);
  const keys: Options = {
    include: foreign.length > 0 ? foreign.map(({ node }) => dataValue(plain(node))) : undefined,
    workflow: workflow && dataValue(plain(workflow)),
    variables: entries.length > 0 ? object(Object.fromEntries(entries)) : undefined,
    default: keepsStandard(config) ? dataOf(standard) : undefined,
    ...templates(config),
  };
  return Object.values(keys).some((value) => value !== undefined) ? object({ gitlab: object(keys) }) : undefined;
}

/** What was included is part of the module now. */
function copyNote({ node, at }: GitLabConfig["copied"][number]): Note {
  const message = `\`include\` of ${JSON.stringify(plain(node))} is written out as the file is now; its later changes do not reach the pipeline`;
  return { kind: "todo", at, message };
}

const dataOf = (entries: readonly YamlEntry[]): Value =>
  object(Object.fromEntries(entries.map(({ key, value }) => [key, dataValue(plain(value))])));

/** Hidden jobs that jobs which are not known as a whole are made of, and those that these are made of. */
function templates({ jobs, hidden }: GitLabConfig): Options {
  const found = new Map<string, YamlNode>();
  const look = (node: YamlNode) => {
    const text = JSON.stringify(plain(node));
    for (const { key, value } of hidden) {
      if (found.has(key) || !text.includes(JSON.stringify(key))) continue;
      found.set(key, value);
      look(value);
    }
  };
  for (const job of jobs) if (!isKnown(job)) look(job.source);
  return Object.fromEntries([...found].map(([key, value]) => [key, dataValue(plain(value))]));
}

/** What conditions of a configuration read beside the run. */
export function contextOf(config: GitLabConfig): ConditionContext {
  return { values: valuesOf(config.variables) };
}

const TRIGGERS: Readonly<Partial<Record<Event, string>>> = {
  push: "push",
  pullRequest: "pullRequest",
  manual: "manual",
};

function trigger(event: Event): readonly ImportedTrigger[] {
  const name = TRIGGERS[event];
  return name === undefined ? [] : [{ value: callOf(name), comments: [] }];
}

/** Whether a condition can hold on an event, as far as is seen without a search. */
function mayHold(condition: Expr, event: Event): boolean {
  const kinds = SCENES.filter((kind) => kind.event === event);
  return kinds.some((kind) => {
    const left = simplify(inScene(simplify(condition), kind));
    return left.op !== "constant" || left.value;
  });
}
