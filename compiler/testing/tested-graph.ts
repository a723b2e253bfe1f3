import type { Predicate } from "../authoring/run.ts";
import { nearest } from "../diagnostics/did-you-mean.ts";
import { and, type ConditionFacts, type Expr } from "../expr/index.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import { type Behavior, behaviorOf, eventOptions, findRun, type JobBehavior, shellLine } from "../query/index.ts";
import { conditionOf } from "./condition.ts";
import type { Failures } from "./failure.ts";

/** The function that a test has called: where the stack of its failure begins. */
export type Assertion = (...args: never[]) => unknown;

/** A graph with what the assertions about it share. */
export interface TestedGraph {
  readonly graph: StageGraph;
  /** The file as the commands that reproduce an example name it. */
  readonly file: string;
  readonly behavior: Behavior;
  readonly fail: Failures;
  /** The jobs of a name: one, or the instances of a matrix. Throws for a name that no job has. */
  jobs(name: string, assertion: Assertion): readonly JobBehavior[];
  condition(condition: Predicate, assertion: Assertion): Expr;
  /** Throws where a run that starts the pipeline meets a condition, or where the solver cannot tell. */
  refute(violation: Expr, assertion: Assertion, sentence: string, about: readonly Job[]): void;
}

export function testedGraph(graph: StageGraph, file: string, fail: Failures): TestedGraph {
  const behavior = behaviorOf(graph);
  return {
    ...{ graph, file, behavior, fail },
    jobs: (name, assertion) => {
      const found = behavior.jobs.filter(({ job }) => job.id === name || matrixOf(job) === name);
      if (found.length > 0) return found;
      const names = [...new Set(graph.jobs.flatMap((job) => [job.id, matrixOf(job) ?? job.id]))];
      const near = nearest(name, names);
      const lines = [...(near === undefined ? [] : [`Did you mean \`${near}\`?`]), `Its jobs: ${names.join(", ")}`];
      return fail(assertion, `The pipeline has no job \`${name}\``, { lines });
    },
    condition: (condition, assertion) => conditionOf(condition, assertion, fail),
    refute: (violation, assertion, sentence, about) => {
      const condition = and(behavior.starts, violation);
      const found = findRun(condition);
      if (found.kind === "never") return;
      const places = about.flatMap(({ id, location, conditionLocation }) => [
        conditionLocation
          ? { what: `the condition of \`${id}\``, at: conditionLocation }
          : { what: `\`${id}\`, which has no condition`, at: location },
      ]);
      const lines =
        found.kind === "unknown"
          ? ["The solver gave up: it may be so or not."]
          : [`For example: ${reproduce(found.run, [condition])}`];
      fail(assertion, sentence, { places, lines });
    },
  };

  function reproduce(run: ConditionFacts, conditions: readonly Expr[]): string {
    return shellLine(["waybill", "plan", file, ...eventOptions(run, conditions)]);
  }
}

const matrixOf = (job: Job) => (job.kind === "script" ? job.matrix?.id : undefined);
