import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, describeRun } from "../../expr/index.ts";
import { isFinal } from "../final.ts";
import type { Job, Need, StageGraph } from "../model/index.ts";
import { presence } from "../presence.ts";
import { contradictions } from "../proving.ts";
import { startedRuns } from "../trigger-condition.ts";

/** What a job takes from another must be there: produced, and not skipped where the taker runs. */
export function checkProducers(graph: StageGraph): readonly Diagnostic[] {
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const present = presence(graph);
  const started = startedRuns(graph);
  const contradiction = contradictions();

  const check = (job: Job, need: Need): readonly Diagnostic[] => {
    const producer = jobs.get(need.job);
    if (!producer) return [];
    const values = { job: job.id, producer: producer.id };
    const at = { at: job.location, related: [{ message: `${producer.id} is declared here`, at: producer.location }] };
    if (need.artifacts && !(producer.kind === "script" && producer.artifacts))
      return [diagnostic("WB2063", values, at)];
    if (isFinal(job) || (need.gate && isTestOf(job, producer))) return [];
    if (need.gate && producer.kind === "script" && producer.allowFailure) {
      return [diagnostic("WB2068", { job: job.id, gate: producer.id }, at)];
    }
    const inherits = need.gate && job.when.op === "constant";
    if (inherits || !(need.gate || need.artifacts)) return [];
    const runs = need.gate ? job.when : (present.get(job.id) ?? ALWAYS);
    const run = contradiction(and(started, runs), present.get(producer.id) ?? ALWAYS);
    return run ? [diagnostic(need.gate ? "WB2064" : "WB2065", { ...values, run: describeRun(run) }, at)] : [];
  };
  return graph.jobs.flatMap((job) => job.needs.flatMap((need) => check(job, need)));
}

/** Those the delivery proof speaks of. */
function isTestOf(job: Job, test: Job): boolean {
  return job.kind === "deploy" && job.proof.kind === "tested" && job.proof.by.includes(test.id);
}
