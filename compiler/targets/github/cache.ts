import type { Cache, ScriptJob } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, literal, quoted } from "./values.ts";

/** Before the steps: what was kept under the exact key, else the newest of the prefix. `pull-push` saves by itself. */
export function restores(job: ScriptJob): readonly YamlMap[] {
  return job.caches
    .filter((cache) => cache.policy !== "push")
    .map((cache) => ({
      name: `Cache ${cache.prefix}`,
      uses: uses("actions/cache", cache.policy === "pull" ? "restore" : undefined),
      with: { ...target(cache), "restore-keys": prefix(cache) },
    }));
}

/** After them, for a job that only fills its cache. */
export function saves(job: ScriptJob): readonly YamlMap[] {
  return job.caches
    .filter((cache) => cache.policy === "push")
    .map((cache) => ({
      name: `Save cache ${cache.prefix}`,
      uses: uses("actions/cache", "save"),
      with: target(cache),
    }));
}

function target(cache: Cache): YamlMap {
  return { path: cache.paths.join("\n"), key: `${prefix(cache)}${variant(cache)}` };
}

function prefix(cache: Cache): string {
  return `${expression("runner.os")}-${literal(cache.prefix).replaceAll(",", "-")}-`;
}

/** A key is written once and never changed, so one without files is new in every run. */
function variant(cache: Cache): string {
  if (cache.keyFiles.length === 0) return expression("github.run_id");
  return expression(`hashFiles(${cache.keyFiles.map(quoted).join(", ")})`);
}
