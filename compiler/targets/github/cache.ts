import type { Cache, LiteralValue, ScriptJob, StageGraph, TextValue } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { expression, literal, quoted, valueText } from "./values.ts";

/** Before the steps: what was kept under the exact key, else the newest of the prefix. `pull-push` saves by itself. */
export function restores(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  return job.caches
    .filter((cache) => cache.policy !== "push")
    .map((cache) => ({
      name: `Cache ${title(cache, graph)}`,
      uses: uses("actions/cache", cache.policy === "pull" ? "restore" : undefined),
      with: { ...target(cache, graph), "restore-keys": others(cache, graph) },
    }));
}

/** After them, for a job that only fills its cache. */
export function saves(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  return job.caches
    .filter((cache) => cache.policy === "push")
    .map((cache) => ({
      name: `Save cache ${title(cache, graph)}`,
      uses: uses("actions/cache", "save"),
      with: target(cache, graph),
    }));
}

const title = ({ name, prefix, keyFiles }: Cache, graph: StageGraph): string =>
  name ? valueText(name, graph) : prefix || `of ${keyFiles.join(", ")}`;

function target(cache: Cache, graph: StageGraph): YamlMap {
  return { path: cache.paths.join("\n"), key: `${prefix(cache, graph)}${variant(cache)}` };
}

function prefix({ name, prefix: own }: Cache, graph: StageGraph): string {
  const system = `${expression("runner.os")}-`;
  if (name) return `${system}${nameText(name, graph)}`;
  return own === "" ? system : `${system}${literal(own).replaceAll(",", "-")}-`;
}

/** A name ends where `=` is, so that a longer one is not taken for it. GitHub refuses commas in keys. */
const nameText = (name: LiteralValue | TextValue, graph: StageGraph): string =>
  `${name.kind === "literal" ? literal(name.value).replaceAll(",", "-") : valueText(name, graph)}=`;

/** What is used where there is no cache of the exact key. */
function others(cache: Cache, graph: StageGraph): string | undefined {
  if (!cache.name) return cache.prefix === "" ? undefined : prefix(cache, graph);
  const names = [cache.name, ...(cache.fallback ?? [])];
  return names.map((name) => `${expression("runner.os")}-${nameText(name, graph)}`).join("\n");
}

/** A key is written once and never changed, so one without files is new in every run. */
function variant(cache: Cache): string {
  if (cache.keyFiles.length === 0) return expression("github.run_id");
  return expression(`hashFiles(${cache.keyFiles.map(quoted).join(", ")})`);
}
