import type { DeclaredControl, DeclaredScriptJob } from "../authoring/document.ts";
import type { JobControl, Permissions, ScriptJob } from "../graph/model/index.ts";
import { PERMISSION_SCOPES } from "../graph/permissions.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf, whole } from "./rules/choices.ts";
import { concurrencyGroup, environmentName, runnerLabel, webAddress } from "./rules/names.ts";

/** An environment that asks for approval makes its jobs manual: there is one way to wait for a person. */
export function lowerControl(scope: Scope, declared: DeclaredControl): JobControl {
  const { environment, concurrency, interruptible, runner, permissions } = declared;
  const labels = (list: readonly string[]) => list.map((label) => checked(scope, "runner", label, runnerLabel));
  return {
    ...(environment && {
      environment: {
        name: checked(scope, "environment", environment.name, environmentName),
        ...(environment.url !== undefined && { url: checked(scope, "environment.url", environment.url, webAddress) }),
        ...(environment.protected && { protected: true }),
      },
    }),
    ...((declared.manual || environment?.approval) && { manual: true }),
    ...(concurrency && {
      concurrency: {
        // GitHub compares them without regard to case, GitLab with.
        group: checked(scope, "concurrency", concurrency.group, concurrencyGroup).toLowerCase(),
        waiting: oneOf(scope, "concurrency.waiting", concurrency.waiting, ["queue", "replace"]),
      },
    }),
    ...(interruptible !== undefined && { interruptible }),
    ...(runner && { runner: { gitlab: labels(runner.gitlab), github: labels(runner.github) } }),
    ...(permissions && Object.keys(permissions).length > 0 && { permissions: lowerPermissions(scope, permissions) }),
  };
}

function lowerPermissions(scope: Scope, given: Readonly<Record<string, string>>): Permissions {
  const rights = Object.entries(given).map(([name, level]) => [
    oneOf(scope, "permissions", name, PERMISSION_SCOPES),
    oneOf(scope, `permissions.${name}`, level, ["read", "write"]),
  ]);
  return Object.fromEntries(rights);
}

/** What is said of a job that is repeated whenever a step fails is nothing. */
export function lowerRetry(
  scope: Scope,
  retry: DeclaredScriptJob<unknown>["retry"],
): Pick<ScriptJob, "retry" | "retryOn"> {
  const times = whole(scope, "retry", retry?.times ?? 0, [0, 2]);
  if (retry?.on === undefined && retry?.exitCodes === undefined) return { retry: times };
  const reasons = (retry.on ?? []).map((one) =>
    oneOf(scope, "retry.on", one, ["failure", "timeout", "infrastructure"]),
  );
  const exitCodes = (retry.exitCodes ?? []).map((code) => whole(scope, "an exit code", code, [1, 255]));
  return { retry: times, retryOn: { reasons: [...new Set(reasons)], exitCodes: [...new Set(exitCodes)] } };
}
