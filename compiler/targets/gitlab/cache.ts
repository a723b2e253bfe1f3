import { LIMITS } from "./provider.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Cache, ScriptJob } from "../../graph/model/index.ts";
import type { Yaml } from "../yaml.ts";
import { expansion } from "./expansion.ts";

/**
 * A cache keyed by files, and beside it the newest of its prefix: GitLab's fallback keys are exact, so falling back to the
 * newest takes a second cache that every run writes.
 */
export function caches(job: ScriptJob): readonly Yaml[] | undefined {
  const made = job.caches.flatMap(entries);
  return made.length ? made : undefined;
}

function entries(cache: Cache): readonly Yaml[] {
  const newest = keyPart(cache.prefix);
  const rest = { paths: cache.paths, policy: cache.policy };
  if (cache.name) {
    const fallback = cache.fallback?.map((one) => expansion(one) ?? "");
    return [{ key: expansion(cache.name) ?? "", fallback_keys: fallback?.length ? fallback : undefined, ...rest }];
  }
  // Without a prefix there is nothing to fall back to.
  if (cache.prefix === "") return [{ key: { files: cache.keyFiles }, ...rest }];
  if (cache.keyFiles.length === 0) return [{ key: newest, ...rest }];
  const exact = { key: { files: cache.keyFiles, prefix: newest }, fallback_keys: [newest], ...rest };
  return cache.policy === "pull" ? [exact] : [exact, { key: newest, paths: cache.paths, policy: "push" }];
}

/** Keys must not contain `/`, nor be made of dots only. */
function keyPart(text: string): string {
  return text.replace(/[^\w.-]/g, "-").replace(/^\.+$/, "cache");
}

export function cacheProblems(job: ScriptJob): readonly Diagnostic[] {
  const at = { at: job.location };
  const keys = job.caches
    .filter((cache) => cache.keyFiles.length > LIMITS.keyFiles)
    .map((cache) => diagnostic("WB3008", { job: job.id, count: String(cache.keyFiles.length) }, at));
  const late = job.caches
    .flatMap(({ name, fallback = [] }) => (name ? [name, ...fallback] : []))
    .filter((one) => expansion(one) === undefined)
    .map(() => diagnostic("WB3241", { job: job.id }, at));
  const count = job.caches.flatMap(entries).length;
  const all = [...keys, ...late];
  return count > LIMITS.caches ? [...all, diagnostic("WB3009", { job: job.id, count: String(count) }, at)] : all;
}
