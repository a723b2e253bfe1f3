import type { YamlMap } from "../yaml.ts";

export interface SharedEnv {
  /** For the whole file; undefined: jobs share no variable. */
  readonly env: YamlMap | undefined;
  readonly jobs: YamlMap;
}

/** Contexts that the `env` of a file may name (docs: contexts, context availability). */
const ONLY_OF_JOBS = /\$\{\{[^}]*\b(?:matrix|needs|strategy|steps|job|runner|env|jobs|hashFiles)\b/;

/** Variables that all of several jobs have alike stand once, at the top of the file. */
export function sharedEnv(jobs: YamlMap): SharedEnv {
  const all = Object.values(jobs) as readonly YamlMap[];
  const [first, ...rest] = all.map(({ env }) => (env ?? {}) as YamlMap);
  // A job that is another workflow is given none of them (docs: reusing workflows, limitations).
  if (!first || rest.length === 0 || all.some((job) => "uses" in job)) return { env: undefined, jobs };
  const common = Object.entries(first).filter(
    ([name, value]) =>
      typeof value === "string" && !ONLY_OF_JOBS.test(value) && rest.every((env) => env[name] === value),
  );
  const names = new Set(common.map(([name]) => name).filter((name) => !name.startsWith("WAYBILL_")));
  if (names.size === 0) return { env: undefined, jobs };
  const own = (env: YamlMap) => {
    const left = Object.entries(env).filter(([name]) => !names.has(name));
    return left.length > 0 ? Object.fromEntries(left) : undefined;
  };
  return {
    env: Object.fromEntries(common.filter(([name]) => names.has(name))),
    jobs: Object.fromEntries(
      Object.entries(jobs).map(([id, job]) => [id, { ...(job as YamlMap), env: own((job as YamlMap).env as YamlMap) }]),
    ),
  };
}
