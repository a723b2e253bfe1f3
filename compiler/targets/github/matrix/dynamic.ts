import { ONLY_KEY } from "../../../graph/dynamic.ts";
import { isCallable } from "../../../graph/inputs.ts";
import type { Job, StageGraph } from "../../../graph/model/index.ts";
import { fileName } from "../../file-name.ts";
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
export function artifactName(job: Job, graph: StageGraph): string {
  const own = job.kind === "script" && job.dynamic ? `${job.id}-${expression("strategy.job-index")}` : job.id;
  return `${artifactPrefix(graph)}${own}`;
}

/** A workflow that is called keeps its artifacts among its caller's. */
export function artifactPrefix(graph: StageGraph): string {
  return isCallable(graph) ? `${fileName(graph)}-` : "";
}
