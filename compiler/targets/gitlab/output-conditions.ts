import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { describe } from "../../expr/describe.ts";
import type { Expr } from "../../expr/model.ts";
import { foreseeable, readsOutputs, unforeseeable } from "../../expr/outputs.ts";
import { conditionPlace } from "../../graph/condition-place.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, Need, StageGraph } from "../../graph/model/index.ts";
import { inOrder } from "../../graph/order.ts";
import { shellWord } from "../shell/quote.ts";
import type { YamlMap } from "../yaml.ts";
import { days } from "./artifacts.ts";
import { stateFile } from "./files.ts";
import { scriptTest } from "./probe-jobs.ts";
import { stepConditions } from "./step-conditions.ts";

/**
 * GitLab decides which jobs there are before the first one runs. A job whose condition reads outputs starts all the same,
 * wherever the rest of its condition holds, tests the outputs itself, and where they forbid it ends well, having done
 * nothing. Those that need it are told by a file: they may have to do likewise.
 */
type State = "ran" | "condition" | "need";

const late = new WeakMap<StageGraph, ReadonlySet<string>>();

/** Jobs that may find out when they run that they are not to: by their own condition, or by their needs. */
function lateJobs(graph: StageGraph): ReadonlySet<string> {
  let found = late.get(graph);
  if (!found) {
    const made = new Set<string>();
    for (const job of inOrder(graph.jobs)) {
      if (isFinal(job)) continue;
      if (readsOutputs(job.when) || job.needs.some((need) => made.has(need.job) && stops(need, graph)))
        made.add(job.id);
    }
    found = made;
    late.set(graph, found);
  }
  return found;
}

/** Whether a job that runs, and does nothing, may keep the job that needs it from running. See {@link inheriting}. */
function stops(need: Need, graph: StageGraph): boolean {
  return need.gate || !graph.jobs.some((job) => job.id === need.job && readsOutputs(job.when));
}

/** Whether a job has to know what became of a need. */
export function asksState(job: Job, need: Need, graph: StageGraph): boolean {
  return !isFinal(job) && lateJobs(graph).has(need.job) && stops(need, graph);
}

/**
 * The graph in which a job that comes after one whose condition reads outputs needs what that one needs. Where these stop it,
 * its condition is not asked (see the runtime's rule), and who comes after it is stopped too, whatever GitLab tells of it.
 */
export function inheriting(graph: StageGraph): StageGraph {
  const jobs = new Map<string, Job>();
  for (const job of inOrder(graph.jobs)) {
    const inherited = isFinal(job)
      ? []
      : job.needs.flatMap((need) => {
          const needed = jobs.get(need.job);
          return !need.gate && needed && readsOutputs(needed.when) ? needed.needs : [];
        });
    jobs.set(job.id, inherited.length ? { ...job, needs: joined(job.needs, inherited) } : job);
  }
  return { ...graph, jobs: graph.jobs.map((job) => jobs.get(job.id) ?? job) };
}

function joined(own: readonly Need[], inherited: readonly Need[]): readonly Need[] {
  const needs = new Map(own.map((need) => [need.job, need]));
  for (const { job, gate } of inherited) {
    const known = needs.get(job);
    needs.set(job, { job, gate: gate || (known?.gate ?? false), artifacts: known?.artifacts ?? false });
  }
  return [...needs.values()];
}

/** The graph with what of its conditions GitLab's `rules` can decide. */
export function foreseeableGraph(graph: StageGraph): StageGraph {
  return { ...graph, jobs: graph.jobs.map((job) => ({ ...job, when: foreseeable(job.when) })) };
}

/** All conditions that the script of a job asks. */
export function scriptConditions(job: Job): readonly Expr[] {
  return [...(readsOutputs(job.when) ? [unforeseeable(job.when)] : []), ...stepConditions(job)];
}

/** What is left of a job's condition, as a test in its script. */
export function lateTest(job: Job): string | undefined {
  const printed = readsOutputs(job.when) ? scriptTest(unforeseeable(job.when)) : undefined;
  return printed && "test" in printed ? printed.test : undefined;
}

/** The beginning of a script that may find that there is nothing to do. */
export function lateScript(job: Job, graph: StageGraph): readonly string[] {
  if (!lateJobs(graph).has(job.id) || isDynamic(job)) return [];
  const asked = job.needs.filter((need) => asksState(job, need, graph));
  const needs = asked.map(({ job: id, gate }) => {
    const [sign, state] = gate ? ["=", told("ran")] : ["!=", told("need")];
    return `[ "$(cat ${stateFile(id)} 2> /dev/null)" ${sign} ${state} ]`;
  });
  const condition = lateTest(job);
  const tell = (state: State) => (isAsked(job, graph) ? [`echo ${told(state)} > ${stateFile(job.id)}`] : []);
  const ending = (test: string, state: State, reason: string) => {
    const lines = [...tell(state), `echo ${shellWord(`Skipped: ${reason}`)}`, ...emptied(job), "exit 0"];
    return `if ! { ${test}; }; then\n${lines.map((line) => `  ${line}\n`).join("")}fi\n`;
  };
  return [
    ...(isAsked(job, graph) ? ["mkdir -p .waybill"] : []),
    ...(needs.length ? [ending(needs.join(" && "), "need", "a job that it needs did not run")] : []),
    ...(condition ? [ending(condition, "condition", `its condition does not hold: ${describe(job.when)}`)] : []),
    ...tell("ran"),
  ];
}

/** Of this pipeline, and no file that the checkout happens to have. */
const told = (state: State) => `"${state} $CI_PIPELINE_ID"`;

/** Removes files of the sources that artifacts would be taken from. What was in a cache stays, to be kept as it was. */
function emptied(job: Job): readonly string[] {
  if (job.kind !== "script" || !job.artifacts) return [];
  const cached = job.caches.flatMap(({ paths }) => paths.map((path) => path.split("/")[0] as string));
  const kept = [".git", ".waybill", ...cached.map((name) => (/[*?[{]/.test(name) ? "*" : shellWord(name)))];
  const remove = `case $file in ${[...new Set(kept)].join(" | ")}) ;; *) rm -rf -- "$file" ;; esac`;
  return [`for file in * .[!.]*; do ${remove}; done`];
}

/** A job's artifacts, with what it tells those that ask for it. */
export function withState(job: Job, graph: StageGraph, artifacts: YamlMap | undefined): YamlMap | undefined {
  if (!isAsked(job, graph)) return artifacts;
  const { paths = [], ...rest } = artifacts ?? { expire_in: days(1) };
  return { paths: [...(paths as readonly string[]), stateFile(job.id)], ...rest };
}

function isAsked(job: Job, graph: StageGraph): boolean {
  if (!lateJobs(graph).has(job.id)) return false;
  return graph.jobs.some((one) => one.needs.some((need) => need.job === job.id && asksState(one, need, graph)));
}

const isDynamic = (job: Job) => job.kind === "script" && job.dynamic !== undefined;

/** What GitLab does with a job before its script, and what a job's artifacts cannot tell. */
export function lateProblems(job: Job, graph: StageGraph): readonly Diagnostic[] {
  if (!lateJobs(graph).has(job.id)) return [];
  const at = { at: job.location };
  const asked = isAsked(job, graph);
  const asks = job.needs.some((need) => asksState(job, need, graph));
  const printed = scriptTest(unforeseeable(job.when));
  const late = (what: string) => `only an output decides whether it runs, and GitLab ${what}`;
  const reasons = [
    ...("refused" in printed ? [printed.refused] : []),
    ...(job.environment ? [late(`counts ${job.environment.name} as deployed to by any job that starts`)] : []),
    ...(job.manual ? [late("lets a person start it before")] : []),
    ...(isDynamic(job) && (asked || asks) ? [late("has no file from a job that starts a child pipeline")] : []),
  ];
  const place = conditionPlace(job.id, job.location, job.conditionLocation);
  return [
    ...reasons.map((reason) => diagnostic("WB3003", { owner: `job ${job.id}`, target: "GitLab", reason }, place)),
    ...(asked && job.kind === "script" && job.artifacts?.on === "failure"
      ? [diagnostic("WB3101", { job: job.id }, at)]
      : []),
  ];
}
