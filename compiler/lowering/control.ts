import { defined } from "../graph/model/defined.ts";
import type { JobControl, Permissions, ScriptJob } from "../graph/model/index.ts";
import { PERMISSION_SCOPES } from "../graph/permissions.ts";
import { isList, isRecord } from "./nodes.ts";
import { oneOf, type Reader } from "./reader.ts";
import { concurrencyGroup, environmentName, runnerLabel, webAddress } from "./rules/names.ts";

/** An environment that asks for approval makes its jobs manual: there is one way to wait for a person. */
export function readControl(from: Reader): JobControl {
  const environment = readEnvironment(from);
  const { manual, optional } = readManual(from);
  return defined({
    environment: environment?.environment,
    manual: manual || environment?.approval ? (true as const) : undefined,
    optional,
    concurrency: readConcurrency(from),
    interruptible: from.flag("interruptible"),
    runner: from.has("machine") ? readLabels(from, "machine") : readLabels(from, "runner"),
    permissions: readPermissions(from),
  });
}

function readManual(from: Reader): { readonly manual: boolean; readonly optional?: true | undefined } {
  if (!isRecord(from.get("manual"))) return { manual: from.flag("manual") ?? false };
  return { manual: true, optional: from.inner("manual").flag("blocks") === false ? true : undefined };
}

function readEnvironment(
  from: Reader,
): { readonly environment: JobControl["environment"]; readonly approval?: boolean | undefined } | undefined {
  const named = nameOrOptions(from, "environment", "name");
  if (!named) return undefined;
  const { name, inner } = named;
  const environment = {
    name: name(environmentName),
    ...defined({
      url: inner?.optionalText("url", webAddress),
      protected: inner?.flag("protected") ? (true as const) : undefined,
    }),
  };
  return { environment, approval: inner?.flag("approval") };
}

function readConcurrency(from: Reader): JobControl["concurrency"] {
  const named = nameOrOptions(from, "concurrency", "group");
  return (
    named && {
      // GitHub compares them without regard to case, GitLab with.
      group: named.name(concurrencyGroup).toLowerCase(),
      waiting: named.inner?.choice("waiting", ["queue", "replace"]) ?? "queue",
    }
  );
}

/** An option that is a name, or an object with the name and more. */
function nameOrOptions(from: Reader, option: string, key: string) {
  const value = from.get(option);
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    return { name: (rule: Parameters<Reader["text"]>[1]) => from.text(option, rule), inner: undefined };
  }
  const inner = from.inner(option);
  return { name: (rule: Parameters<Reader["text"]>[1]) => inner.text(key, rule, from.field(option)), inner };
}

/** A text or a list holds for every provider, and a provider that is left out of an object has no labels. */
function readLabels(from: Reader, option: "machine" | "runner"): JobControl["runner"] {
  const value = from.get(option);
  if (value === undefined || (option === "machine" && value === "default")) return undefined;
  const names = Object.keys(from.scope.walk.providers);
  if (isRecord(value)) {
    for (const [name] of from.entries(option))
      oneOf(from.scope, `a provider of ${option}`, name, names as [string, ...string[]]);
    const inner = from.inner(option);
    return Object.fromEntries(names.map((name) => [name, inner.texts(name, runnerLabel, option)]));
  }
  const labels = from.texts(option, runnerLabel);
  return Object.fromEntries(names.map((name) => [name, labels]));
}

/** Rights by name, or a word for all of them. An empty object means none at all. */
export function readPermissions(from: Reader): JobControl["permissions"] {
  if (!from.has("permissions")) return undefined;
  if (typeof from.get("permissions") === "string") return from.choice("permissions", ["read-all", "write-all"]);
  const inner = from.inner("permissions");
  const rights = from
    .entries("permissions")
    .map(([name]) => [
      oneOf(from.scope, "permissions", name, PERMISSION_SCOPES),
      inner.has(name) ? inner.choice(name, ["read", "write", "none"]) : "read",
    ]);
  return Object.fromEntries(rights) as Permissions;
}

const EXIT_CODES = [1, 255] as const;

/** What is said of a job that is repeated whenever a step fails is nothing. */
export function readRetry(from: Reader): Pick<ScriptJob, "retry" | "retryOn"> {
  const value = from.get("retry");
  if (!isRecord(value) && !isList(value)) return { retry: from.whole("retry", [0, 2]) ?? 0 };
  const inner = from.inner("retry");
  const times = inner.whole("times", [0, 2], "retry") ?? 0;
  if (!inner.has("on") && !inner.has("exitCodes")) return { retry: times };
  const reasons = inner
    .texts("on")
    .map((reason) => oneOf(from.scope, "retry.on", reason, ["failure", "timeout", "infrastructure"]));
  const exitCodes = inner.wholes("exitCodes", EXIT_CODES, "an exit code");
  return { retry: times, retryOn: { reasons: [...new Set(reasons)], exitCodes: [...new Set(exitCodes)] } };
}

/** Exit codes with which a job may fail; empty: with any. */
export function readAllowFailure(from: Reader): ScriptJob["allowFailure"] {
  const value = from.get("allowFailure");
  if (!isRecord(value)) return from.flag("allowFailure") ? { exitCodes: [] } : false;
  return { exitCodes: from.inner("allowFailure").wholes("exitCodes", EXIT_CODES, "an exit code") };
}
