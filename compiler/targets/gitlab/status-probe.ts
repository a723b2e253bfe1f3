import type { Expr } from "../../expr/model.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { tools } from "../tool-images.ts";
import { valuesOf } from "../../graph/walk.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { days } from "./artifacts.ts";
import { STATUS_FILE } from "./files.ts";
import { needs } from "./needs.ts";

/** GitLab tells a job only its own status, so a job that asks for the run's gets a witness of its success. */
export function asksStatus(job: Job): boolean {
  return isFinal(job) && valuesOf(job).some((value) => value.kind === "run" && value.name === "status");
}

/** The colon keeps its name apart from every job's of the graph. */
export const witnessOf = (job: Job) => `${job.id}:status`;

/** For a final job's `needs`. */
export function witnessNeed(job: Job): readonly Yaml[] {
  return asksStatus(job) ? [{ job: witnessOf(job), artifacts: true }] : [];
}

/** Runs only when each job that the final job waits for has succeeded, or was absent. */
export function witnesses(
  graph: StageGraph,
  presence: ReadonlyMap<string, Expr>,
  rulesOf: (job: Job) => Yaml,
): YamlMap {
  const asking = graph.jobs.filter(asksStatus);
  return Object.fromEntries(
    asking.map((job) => [
      witnessOf(job),
      {
        stage: job.stage,
        tags: job.runner?.gitlab?.length ? job.runner.gitlab : undefined,
        image: { name: tools.docker, entrypoint: [""] },
        variables: { GIT_STRATEGY: "none" },
        needs: needs({ ...job, needs: job.needs.map((need) => ({ ...need, artifacts: false })) }, graph, presence),
        rules: rulesOf(job),
        interruptible: false,
        timeout: "10m",
        script: ["mkdir -p .waybill", `echo succeeded > ${STATUS_FILE}`],
        artifacts: { paths: [STATUS_FILE], expire_in: days(1) },
      },
    ]),
  );
}
