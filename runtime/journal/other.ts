import type { Expr, RunFacts } from "../../compiler/expr/model.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { conditionsOf, variablesIn } from "../../compiler/graph/references.ts";
import { valuesOf } from "../../compiler/graph/walk.ts";
import { definitions } from "../proof/definition.ts";
import { stepRuns } from "../values/step-condition.ts";
import type { ValueSources } from "../values/values.ts";
import type { Asked, JobEnded } from "./entry.ts";
import type { PastRun } from "./history.ts";
import { askedDifferences } from "./resume.ts";

/** A run whose proof would rest on results of an earlier one. */
export interface Demand {
  readonly graph: StageGraph;
  readonly asked: Asked;
  readonly facts: RunFacts;
}

/**
 * Why a result of an earlier run is not what its job would give in this one, in words that follow the job's name;
 * undefined: it is. The job must be the same, the run must be about the same event, place, inputs and variables, and the
 * same steps must have run.
 */
export function otherResults(
  { graph, asked, facts }: Demand,
  run: PastRun,
): (job: string, ended: JobEnded) => string | undefined {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const definition = definitions(graph);
  const { jobs: _, from: __, ...past } = run.start.asked;
  const [difference] = askedDifferences({ ...past, ...NO_CHOICE }, { ...withCommit(asked, past), ...NO_CHOICE });
  return (id, ended) => {
    const job = jobs.get(id);
    if (!job) return "is not a job of this pipeline";
    if (ended.definition !== definition(id)) return "was another job: its definition has changed";
    if (difference) return `ran for another run: ${difference[0]}`;
    if (past.facts.sha !== facts.sha && readsCommit(job)) return `ran for another commit, ${past.facts.sha}`;
    return otherSteps(job, ended, sourcesOf(facts, run));
  };
}

const NO_CHOICE = { jobs: [], from: [] };

/** Most jobs do not read the commit's name. */
const withCommit = (now: Asked, past: Pick<Asked, "facts">): Asked => ({
  ...now,
  facts: { ...now.facts, sha: past.facts.sha },
});

function readsCommit(job: Job): boolean {
  const values = valuesOf(job).some((value) => value.kind === "run" && value.name === "sha");
  const reads = (expr: Expr) => variablesIn(expr).some(({ kind, name }) => kind === "run" && name === "sha");
  return values || conditionsOf(job).some(reads);
}

function otherSteps(job: Job, { steps = [] }: JobEnded, sources: ValueSources): string | undefined {
  if (job.kind !== "script" || job.dynamic) return undefined;
  const ran = new Set(steps);
  const changed = job.steps.find((step, index) => stepRuns(step, sources) !== ran.has(index));
  if (!changed) return undefined;
  const name = JSON.stringify(changed.name);
  return ran.has(job.steps.indexOf(changed))
    ? `ran its step ${name}, which is skipped now`
    : `skipped its step ${name}`;
}

/** Conditions of steps read facts and outputs alone. */
function sourcesOf(facts: RunFacts, { ended }: PastRun): ValueSources {
  const none = () => undefined;
  return {
    ...{ facts, secret: none, input: none, image: none },
    output(job, name) {
      const result = ended.get(job)?.result;
      return result?.status === "succeeded" ? result.outputs[name] : undefined;
    },
  };
}
