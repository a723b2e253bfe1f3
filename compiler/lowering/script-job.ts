import type { DeclaredArtifacts, DeclaredCache, DeclaredScriptJob, DeclaredValue } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { secretName } from "../graph/confidential.ts";
import type { Artifacts, Cache, Env, JobBase, ScriptJob, Value } from "../graph/model/index.ts";
import { lowerRetry } from "./control.ts";
import { lowerDynamic } from "./dynamic.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf, whole } from "./rules/choices.ts";
import { duration } from "./rules/duration.ts";
import { cachePrefix, outputName, userName } from "./rules/names.ts";
import { glob, path, tidy } from "./rules/paths.ts";
import { lowerServices } from "./service.ts";
import { isLeftOut, lowerStep } from "./step.ts";
import { checkText, lowerEnv, lowerImage, lowerValue, sameValue } from "./values.ts";

const DAY = 86_400;
const RETENTION = 7 * DAY;

export function lowerScript(scope: Scope, job: DeclaredScriptJob<Location>, base: JobBase): ScriptJob {
  if (job.steps.every(isLeftOut)) scope.report.add("WB2011", { owner: scope.owner }, { at: scope.at });
  const env = withSecrets(scope, lowerEnv(scope, "env", job.env), job.secrets);
  const folder = job.workingDirectory;
  const around = { env, shell: job.shell, ...(folder !== undefined && { workingDirectory: folder }) };
  return {
    ...base,
    kind: "script",
    ...lowerDynamic(scope, job),
    env,
    image: lowerImage(scope, job.image),
    steps: job.steps.flatMap((step, index) => (isLeftOut(step) ? [] : [lowerStep(scope, step, { ...around, index })])),
    services: lowerServices(scope, job.services),
    ...(job.inputs && { inputs: [...new Set([...globs(scope, "inputs", job.inputs), ...scriptFiles(job)])] }),
    ...(job.artifacts && { artifacts: lowerArtifacts(scope, job.artifacts) }),
    caches: job.caches.map((cache) => lowerCache(scope, cache, job.name)),
    outputs: [...new Set(job.outputs.map((name) => checked(scope, "an output", name, outputName)))],
    shell: oneOf(scope, "shell", job.shell, ["sh", "bash"]),
    ...(job.entrypoint && { entrypoint: lowerEntrypoint(scope, job.entrypoint) }),
    ...(job.user !== undefined && { user: checked(scope, "user", job.user, userName) }),
    ...(folder !== undefined && { workingDirectory: tidy(checked(scope, "workingDirectory", folder, path)) }),
    ...lowerRetry(scope, job.retry),
    allowFailure: job.allowFailure
      ? { exitCodes: job.allowFailure.map((code) => whole(scope, "an exit code", code, [1, 255])) }
      : false,
    ...(job.finally && { finally: true as const }),
  };
}

/** A file with something of a glob in its name is more than itself as an input, which is no harm. */
const scriptFiles = ({ steps }: DeclaredScriptJob<Location>) =>
  steps.flatMap(({ run }) => {
    const own = run.kind === "action" ? run.elsewhere?.run : run;
    return own?.kind === "file" ? [tidy(own.path)] : [];
  });

function lowerEntrypoint(scope: Scope, argv: readonly string[] | "image"): readonly string[] | "image" {
  if (argv === "image") return argv;
  if (!argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return argv.map((one) => checkText(scope, "entrypoint", one));
}

/** Each secret becomes a variable of its own name, which nothing else may be called. */
export function withSecrets(scope: Scope, env: Env, secrets: readonly DeclaredValue[]): Env {
  const all: Record<string, Value> = { ...env };
  for (const declared of secrets) {
    const value = lowerValue(scope, "secrets", declared);
    const name = secretName(value);
    if (name === undefined) continue;
    const other = Object.hasOwn(all, name) ? all[name] : undefined;
    if (other && !sameValue(other, value)) {
      scope.report.add("WB2012", { owner: scope.owner, name }, { at: scope.at });
    }
    all[name] = value;
  }
  return all;
}

const globs = (scope: Scope, what: string, list: readonly string[]) =>
  list.map((one) => tidy(checked(scope, what, one, glob)));

function lowerArtifacts(scope: Scope, artifacts: DeclaredArtifacts): Artifacts {
  const { coverage } = artifacts;
  return {
    paths: globs(scope, "artifacts.paths", artifacts.paths),
    exclude: globs(scope, "artifacts.exclude", artifacts.exclude),
    on: oneOf(scope, "artifacts.on", artifacts.on, ["success", "failure", "always"]),
    retentionDays: Math.ceil(duration(scope, "artifacts.retention", artifacts.retention, RETENTION) / DAY),
    junit: globs(scope, "artifacts.junit", artifacts.junit),
    ...(coverage && {
      coverage: {
        ...coverage,
        path: tidy(checked(scope, `artifacts.coverage.${coverage.format}`, coverage.path, glob)),
      },
    }),
  };
}

function lowerCache(scope: Scope, cache: DeclaredCache, job: string): Cache {
  return {
    prefix: checked(scope, "cache.prefix", cache.prefix ?? job, cachePrefix),
    keyFiles: globs(scope, "cache.key", cache.key),
    paths: globs(scope, "cache.paths", cache.paths),
    policy: oneOf(scope, "cache.policy", cache.policy, ["pull-push", "pull", "push"]),
  };
}
