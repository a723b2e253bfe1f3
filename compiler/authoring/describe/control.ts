import type { DeclaredControl, DeclaredScriptJob } from "../document.ts";
import { present, type Reader } from "./reader.ts";

export function describeControl(from: Reader): DeclaredControl {
  return present({
    environment: named(from, "environment", "name", (inner) => ({
      url: inner.optionalText("url"),
      approval: inner.optionalFlag("approval"),
      protected: inner.optionalFlag("protected"),
    })),
    manual: from.optionalFlag("manual"),
    concurrency: named(from, "concurrency", "group", (inner) => ({ waiting: inner.optionalText("waiting") })),
    interruptible: from.optionalFlag("interruptible"),
    runner: describeRunner(from),
    permissions: describePermissions(from),
  }) as unknown as DeclaredControl;
}

/** An option that is a name, or an object with the name and more. */
function named(from: Reader, option: string, name: string, more: (inner: Reader) => object) {
  const value = from.get(option);
  if (value === undefined) return undefined;
  if (typeof value === "string") return { [name]: value };
  const inner = from.inner(option);
  return present({ [name]: inner.text(name), ...more(inner) });
}

/** A text or a list holds for both providers. */
function describeRunner(from: Reader): DeclaredControl["runner"] {
  const value = from.get("runner");
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const inner = from.inner("runner");
    return { gitlab: inner.texts("gitlab"), github: inner.texts("github") };
  }
  const labels = from.texts("runner");
  return { gitlab: labels, github: labels };
}

function describePermissions(from: Reader): DeclaredControl["permissions"] {
  if (from.get("permissions") === undefined) return undefined;
  const inner = from.inner("permissions");
  const given = from.entries("permissions").filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([scope]) => [scope, inner.text(scope)]));
}

export function describeRetry(from: Reader): DeclaredScriptJob<unknown>["retry"] {
  const value = from.get("retry");
  if (typeof value !== "object" || value === null) {
    const times = from.optionalNumber("retry");
    return times === undefined ? undefined : { times };
  }
  const inner = from.inner("retry");
  return present({
    times: inner.optionalNumber("times") ?? 0,
    on: inner.get("on") === undefined ? undefined : inner.texts("on"),
    exitCodes: inner.get("exitCodes") === undefined ? undefined : inner.list("exitCodes").map(Number),
  }) as DeclaredScriptJob<unknown>["retry"];
}
