import { and, isEvent, or } from "../../expr/build.ts";
import { implies } from "../../expr/decide.ts";
import { type Event, type Expr, EVENTS } from "../../expr/model.ts";
import { inScene, SCENES } from "../../expr/scene.ts";
import { simplify } from "../../expr/simplify.ts";
import { callOf, dataValue, type ImportedJob, type ImportedTrigger, type Note, object, type Value } from "../model.ts";
import type { ImportedFile, ProjectFiles } from "../provider.ts";
import { plain, memberOf } from "../yaml/index.ts";
import { valuesOf } from "./behaviour.ts";
import { text } from "./carry.ts";
import { type GitLabConfig, readGitLabConfig } from "./config.ts";
import { readJob } from "./job.ts";
import { type PresenceContext, workflowCondition } from "./presence.ts";

/** Reads a GitLab configuration into declarations of the language. */
export function readGitLab(path: string, files: ProjectFiles): ImportedFile {
  const config = readGitLabConfig(path, { root: files });
  if (config.diagnostics.some(({ severity }) => severity === "error")) return { diagnostics: config.diagnostics };
  const context = contextOf(config, files);
  const workflow = workflowCondition(config.workflow, context);
  const started = simplify(or(...workflow.outcomes.map(({ condition }) => condition)));
  const read = config.jobs.map((job) => readJob(job, config, context));
  const jobs = read.map(({ job }): ImportedJob => ({ ...job, when: and(started, job.when ?? started) }));
  const events = EVENTS.filter((event) => jobs.some(({ when }) => mayHold(when!, event)));
  const some = or(...events.map(isEvent));
  const name = config.workflow && text(memberOf(config.workflow, "name"));
  return {
    pipeline: {
      name: name && !name.includes("$") ? name : "pipeline",
      source: path,
      provider: "gitlab",
      comments: [],
      triggers: events.flatMap(trigger),
      shared: [],
      jobs: jobs.map((job) => ({ ...job, when: shortened(job.when!, some) })),
      options: {
        stages: config.stages.filter((stage) => config.jobs.some((job) => job.stage === stage)),
        native: globals(config),
      },
      notes: [
        ...workflow.changes.map((change): Note => ({ kind: "changed", ...change })),
        ...foreignNotes(config),
        ...read.flatMap(({ notes }) => notes),
      ],
    },
    diagnostics: config.diagnostics,
  };
}

/** Variables of the whole file stay where a project's own can override them. */
function globals({ variables }: GitLabConfig): Value | undefined {
  if (variables.length === 0) return undefined;
  const entries = variables.map(({ key, value }) => [key, dataValue(plain(value))] as const);
  return object({ gitlab: object({ variables: object(Object.fromEntries(entries)) }) });
}

/** What conditions of a configuration read beside the run. */
export function contextOf(config: GitLabConfig, files: ProjectFiles): PresenceContext {
  return { values: valuesOf(config.variables), files: files.list?.() ?? [] };
}

const TRIGGERS: Readonly<Record<Event, string | undefined>> = {
  push: "push",
  pullRequest: "pullRequest",
  schedule: undefined,
  manual: "manual",
  call: undefined,
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

/** Parts of a condition up to which it is worth a search to shorten it. */
const MOST_ATOMS = 12;

const atomsIn = (expr: Expr): number =>
  expr.op === "and" || expr.op === "or"
    ? expr.operands.reduce((sum, one) => sum + atomsIn(one), 0)
    : expr.op === "not"
      ? atomsIn(expr.operand)
      : 1;

/** The condition without what holds on every run that starts the pipeline. */
function shortened(condition: Expr, known: Expr): Expr {
  const simple = simplify(condition);
  if (atomsIn(simple) > MOST_ATOMS) return simple;
  if (implies(known, simple).holds) return { op: "constant", value: true };
  if (simple.op !== "and") return simple;
  let operands = simple.operands;
  for (const operand of simple.operands) {
    const rest = operands.filter((one) => one !== operand);
    if (implies(and(known, ...rest), operand).holds) operands = rest;
  }
  return simplify(and(...operands));
}

function foreignNotes(config: GitLabConfig): readonly Note[] {
  return config.foreign.map(
    ({ node, at }): Note => ({
      kind: "lost",
      at,
      message: `the file that \`include\` names is not at hand: ${JSON.stringify(plain(node))}`,
    }),
  );
}
