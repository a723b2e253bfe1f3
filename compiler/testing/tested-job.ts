import { and, type Expr, NEVER, not, or } from "../expr/index.ts";
import { isFinal } from "../graph/final.ts";
import type { Need } from "../graph/model/index.ts";
import { accessOf, type JobBehavior, permissionTexts, planEvent, surfaceOf } from "../query/index.ts";
import { factsOf } from "./event.ts";
import type { TestEvent, TestedJob } from "./model.ts";
import type { Assertion, TestedGraph } from "./tested-graph.ts";

/** A job of a tested pipeline, or the instances of a matrix, for which each assertion must hold. */
export function testedJob(tested: TestedGraph, name: string, found: readonly JobBehavior[]): TestedJob {
  const { behavior, refute } = tested;
  const [first] = found as readonly [JobBehavior, ...JobBehavior[]];
  const each = (assertion: Assertion, sentence: (id: string) => string, violation: (one: JobBehavior) => Expr) => {
    for (const one of found) refute(violation(one), assertion, sentence(one.job.id), [one.job]);
  };
  const only = (assertion: Assertion, expected: Expr) =>
    each(
      assertion,
      (id) => `\`${id}\` also runs where the condition does not hold`,
      ({ runs }) => and(runs, not(expected)),
    );
  const whenever = (assertion: Assertion, expected: Expr) =>
    each(
      assertion,
      (id) => `\`${id}\` does not run on each run on which the condition holds`,
      ({ runs }) => and(expected, not(runs)),
    );
  const access = accessOf(first.job);
  const job: TestedJob = {
    runsOnlyWhen(condition) {
      only(job.runsOnlyWhen, tested.condition(condition, job.runsOnlyWhen));
    },
    runsWhenever(condition) {
      whenever(job.runsWhenever, tested.condition(condition, job.runsWhenever));
    },
    runsExactlyWhen(condition) {
      const expected = tested.condition(condition, job.runsExactlyWhen);
      only(job.runsExactlyWhen, expected);
      whenever(job.runsExactlyWhen, expected);
    },
    neverRuns() {
      each(
        job.neverRuns,
        (id) => `\`${id}\` runs`,
        ({ runs }) => runs,
      );
    },
    comesAfter(other) {
      for (const { job: before, runs: together } of tested.jobs(other, job.comesAfter)) {
        const waits = pathsTo(before.id, () => true);
        each(
          job.comesAfter,
          (id) => `\`${id}\` does not wait for \`${before.id}\``,
          ({ job: after, runs }) => and(runs, together, not(waits(after.needs))),
        );
      }
    },
    requires(other) {
      for (const { job: before } of tested.jobs(other, job.requires)) {
        const demands = pathsTo(before.id, (need) => need.gate || !mayFail(need.job));
        each(
          job.requires,
          (id) => `\`${id}\` runs although \`${before.id}\` has not succeeded`,
          ({ job: after, runs }) => and(runs, not(isFinal(after) ? NEVER : demands(after.needs))),
        );
      }
    },
    steps: (event) =>
      event ? stepsOn(tested, name, event) : found.flatMap(({ steps }) => steps.map(({ step }) => step.name)),
    secrets: access.secrets,
    permissions: permissionTexts(access.permissions),
    environment: access.environment,
    runsIn: surfaceOf(first.job),
  };
  return job;

  function mayFail(id: string): boolean {
    const needed = behavior.byId.get(id)?.job;
    return needed?.kind === "script" && needed.allowFailure !== false;
  }

  /** The runs on which needs lead to a job by way of jobs that run. */
  function pathsTo(target: string, counts: (need: Need) => boolean): (needs: readonly Need[]) => Expr {
    const known = new Map<string, Expr>();
    const through = (need: Need): Expr => {
      if (!counts(need)) return NEVER;
      const needed = behavior.byId.get(need.job);
      if (!needed) return NEVER;
      if (need.job === target) return needed.runs;
      const further = known.get(need.job) ?? or(...needed.job.needs.map(through));
      known.set(need.job, further);
      return and(needed.runs, further);
    };
    return (needs) => or(...needs.map(through));
  }
}

/** Names of the steps that run on an event: of the job, or of all instances of the matrix, in order. */
export function stepsOn({ graph }: TestedGraph, name: string, event: TestEvent): readonly string[] {
  const plan = planEvent(graph, factsOf(event));
  if (!plan.starts) return [];
  return plan.jobs
    .filter(
      ({ job, verdict }) =>
        verdict.kind !== "skipped" && (job.id === name || (job.kind === "script" && job.matrix?.id === name)),
    )
    .flatMap(({ steps }) => steps.filter(({ verdict }) => verdict.kind === "runs").map((step) => step.name));
}
