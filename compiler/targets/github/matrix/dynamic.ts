import { ONLY_KEY } from "../../../graph/dynamic.ts";
import type { Job } from "../../../graph/model/index.ts";
import type { YamlMap } from "../../yaml.ts";
import { expression } from "../values.ts";
import { reference } from "./template.ts";

/** `name` and `strategy` of a job whose instances are the elements of an output. */
export function dynamicKeys(job: Job): YamlMap {
  if (job.kind !== "script" || !job.dynamic) return {};
  const { from, keys, failFast, maxParallel } = job.dynamic;
  const list = expression(`fromJSON(needs.${from.job}.outputs.${from.name})`);
  return {
    name: [job.id, ...(keys ?? [ONLY_KEY]).map(reference)].join("-"),
    strategy: {
      "fail-fast": failFast,
      "max-parallel": maxParallel,
      matrix: keys ? { include: list } : { [ONLY_KEY]: list },
    },
  };
}

/** Under which a job's own artifacts are kept: the values of an instance may have what no such name has. */
export function artifactName(job: Job): string {
  return job.kind === "script" && job.dynamic ? `${job.id}-${expression("strategy.job-index")}` : job.id;
}
