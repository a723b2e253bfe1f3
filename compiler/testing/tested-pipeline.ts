import { NEVER, not, or } from "../expr/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { type AssumedResult, planEvent, simulate } from "../query/index.ts";
import { factsOf } from "./event.ts";
import type { Failures } from "./failure.ts";
import type { Assumed, EventResult, SimulationResult, TestEvent, TestedPipeline } from "./model.ts";
import { testedAccess } from "./tested-access.ts";
import { testedGraph } from "./tested-graph.ts";
import { stepsOn, testedJob } from "./tested-job.ts";

/** A compiled pipeline, to make assertions about. */
export function testedPipeline(graph: StageGraph, file: string, fail: Failures): TestedPipeline {
  const tested = testedGraph(graph, file, fail);
  const names = graph.jobs.map(({ id }) => id);
  const pipeline: TestedPipeline = {
    name: graph.name,
    jobs: names,
    on: (event) => onEvent(event),
    job: (name) => testedJob(tested, name, tested.jobs(name, pipeline.job)),
    steps(name, event) {
      tested.jobs(name, pipeline.steps);
      return stepsOn(tested, name, event);
    },
    secret: (name) => testedAccess(tested, `The secret \`${name}\``, (text) => text === `secret ${name}`),
    permission: (right) =>
      testedAccess(tested, `The permission \`${right}\``, (text) => text === `permission ${right}`),
    environment: (name) =>
      testedAccess(
        tested,
        `The environment \`${name}\``,
        (text) => text === `environment ${name}` || text === `environment ${name} (protected)`,
      ),
    simulate: (event, results = {}) => simulated(event, results),
    alwaysRunsSomething() {
      const { jobs } = tested.behavior;
      const any = jobs.length === 0 ? NEVER : or(...jobs.map(({ runs }) => runs));
      tested.refute(not(any), pipeline.alwaysRunsSomething, "The pipeline starts and runs nothing", []);
    },
  };
  return pipeline;

  function onEvent(event: TestEvent): EventResult {
    const plan = planEvent(graph, factsOf(event));
    const of = (kind: "runs" | "depends") =>
      plan.starts ? plan.jobs.filter(({ verdict }) => verdict.kind === kind).map(({ job }) => job.id) : [];
    const result: EventResult = {
      starts: plan.starts,
      jobs: of("runs"),
      undecided: of("depends"),
      steps: (name) => pipeline.steps(name, event),
      why(name) {
        const [found] = tested.jobs(name, result.why);
        if (!plan.starts) return ["no trigger starts the pipeline"];
        return plan.jobs.find(({ job }) => job.id === found?.job.id)?.because ?? [];
      },
    };
    return result;
  }

  function simulated(event: TestEvent, results: Readonly<Partial<Record<string, Assumed>>>): SimulationResult {
    const assumed = new Map<string, AssumedResult>();
    for (const [name, one] of Object.entries(results)) {
      const result = typeof one === "string" ? { result: one } : one;
      if (result) for (const { job } of tested.jobs(name, pipeline.simulate)) assumed.set(job.id, result);
    }
    const { result, jobs } = simulate(graph, factsOf(event), assumed);
    const outcome: SimulationResult = {
      result,
      jobs: Object.fromEntries([...jobs].map(([id, one]) => [id, one.result])),
      why(name) {
        tested.jobs(name, outcome.why);
        return jobs.get(name)?.because ?? "";
      },
    };
    return outcome;
  }
}
