import { type Diagnostic, diagnostic, type Location } from "../../diagnostics/index.ts";
import { ALWAYS, and, describeRun } from "../../expr/index.ts";
import { fallbackOf } from "../action-fallback.ts";
import type { DeployJob, Job, StageGraph, Step } from "../model/index.ts";
import { unknownFileKeys, unknownKeys } from "../native.ts";
import { presence } from "../presence.ts";
import type { ProviderTable } from "../provider.ts";
import { contradictions } from "../proving.ts";
import { startedRuns } from "../trigger-condition.ts";
import type { PassContext } from "./pass.ts";

/** Whether a step that is a part of the test counts as passed though it failed; what comes after the test is none. */
const mayFail = ({ runs, allowFailure }: Step) => runs === undefined && allowFailure === true;

/**
 * What was tested is what ships: each deploy's image is one that this graph builds, and at least one of its tests ran inside
 * that image. Each test, inside the image or beside it, must have succeeded first, cannot fail and count as passed, and is
 * part, with all of its steps, of every run that the deploy is part of.
 */
export function checkDelivery(graph: StageGraph, { providers }: PassContext): readonly Diagnostic[] {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const present = presence(graph);
  const started = startedRuns(graph);
  const contradiction = contradictions();

  const check = (deploy: DeployJob): readonly Diagnostic[] => {
    const image = deploy.image;
    const values = { deploy: deploy.id, image };
    const place = { at: deploy.location };
    if (deploy.proof.kind === "unverified") {
      return [diagnostic("WB2034", { ...values, reason: deploy.proof.reason }, place)];
    }
    const tests = deploy.proof.by.map((id) => jobs.get(id)).filter((test) => test !== undefined);
    if (!tests.some((test) => ranInside(test, image))) return [diagnostic("WB2030", values, place)];
    const unread = unreadable(graph, jobs, { deploy, tests, providers });
    if (unread) {
      const related = [{ message: "it is here", at: unread.at }];
      return [diagnostic("WB2262", { ...values, what: unread.what }, { at: deploy.location, related })];
    }
    const ships = and(started, deploy.when, present.get(image) ?? ALWAYS);
    return tests.flatMap((test): readonly Diagnostic[] => {
      const related = [{ message: `${test.id} is declared here`, at: test.location }];
      const both = { ...values, test: test.id };
      const at = { at: deploy.location, related };
      if (!deploy.needs.some((need) => need.job === test.id && need.gate)) return [diagnostic("WB2031", both, at)];
      if (test.kind === "script" && test.dynamic) return [diagnostic("WB2037", both, at)];
      if (test.kind === "script" && (test.allowFailure || test.steps.some(mayFail)))
        return [diagnostic("WB2032", both, at)];
      const run = contradiction(ships, present.get(test.id) ?? ALWAYS);
      if (run) {
        const condition = test.conditionLocation;
        const because = condition ? [{ message: `${test.id} runs when this holds`, at: condition }] : [];
        const places = { at: deploy.location, related: [...because, ...related] };
        return [diagnostic("WB2033", { ...both, run: describeRun(run) }, places)];
      }
      const steps = test.kind === "script" ? test.steps : [];
      return steps.flatMap((step) => {
        const { name, when = ALWAYS, location } = step;
        if (!fallbackOf(step)) {
          const values = { deploy: deploy.id, test: test.id, step: JSON.stringify(name) };
          return [diagnostic("WB2205", values, { at: location })];
        }
        const passed = contradiction(ships, when);
        if (!passed) return [];
        const values = { ...both, step: JSON.stringify(name), run: describeRun(passed) };
        const related = [{ message: "the step is here", at: location }];
        return [diagnostic("WB2200", values, { at: deploy.location, related })];
      });
    });
  };
  return graph.jobs.flatMap((job) => (job.kind === "deploy" ? check(job) : []));
}

interface Proved {
  readonly deploy: DeployJob;
  readonly tests: readonly Job[];
  readonly providers: ProviderTable;
}

/** What a proof would rest on that only a provider can read; undefined: nothing. */
function unreadable(
  graph: StageGraph,
  jobs: ReadonlyMap<string, Job>,
  { deploy, tests, providers }: Proved,
): { readonly what: string; readonly at: Location } | undefined {
  const [key] = unknownFileKeys(graph, providers);
  if (graph.gitlab?.workflow) return { what: "`gitlab.workflow` of the pipeline", at: graph.location };
  if (key !== undefined) return { what: `the key native.${key} of the pipeline`, at: graph.location };
  const before = new Set<Job>([deploy, ...tests]);
  for (const job of before) {
    for (const need of job.needs) {
      const needed = jobs.get(need.job);
      if (needed) before.add(needed);
    }
  }
  for (const { id, kind, native, location } of before) {
    const [own] = unknownKeys(native, providers);
    if (kind === "native") return { what: `the native job ${id}`, at: location };
    if (own !== undefined) return { what: `the key native.${own} of ${id}`, at: location };
  }
  return undefined;
}

function ranInside(test: Job, image: string): boolean {
  return test.kind === "script" && test.image.kind === "build" && test.image.job === image;
}
