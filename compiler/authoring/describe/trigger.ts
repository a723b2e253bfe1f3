import type { CallSite } from "../call-site.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type { DeclaredInput, DeclaredTrigger } from "../document.ts";
import { present, type Reader } from "./reader.ts";
import type { Walk } from "./walk.ts";

export function describeTrigger(
  walk: Walk,
  pipeline: Reader,
  value: unknown,
  field: string,
): DeclaredTrigger<CallSite> | undefined {
  const declaration = declarationOf(value) as Declaration<string, unknown> | undefined;
  const at = declaration?.at ?? pipeline.at;
  const from = walk.reader(declaration?.options, at);
  const globs = (name: string) => (from.get(name) === undefined ? undefined : from.texts(name));
  switch (declaration?.kind) {
    case "push":
      return present({
        kind: "push",
        at,
        branches: globs("branches"),
        tags: globs("tags"),
        paths: globs("paths"),
      }) as DeclaredTrigger<CallSite>;
    case "pullRequest":
      return present({
        kind: "pullRequest",
        at,
        targets: globs("targets"),
        paths: globs("paths"),
      }) as DeclaredTrigger<CallSite>;
    case "schedule":
      return { kind: "schedule", at, cron: from.text("cron") };
    case "manual":
    case "call":
      return { kind: declaration.kind, at, inputs: describeInputs(from.inner("inputs"), from) };
    default:
      pipeline.misuse(field, "a trigger: push, pullRequest, schedule, manual or call", value);
      return undefined;
  }
}

function describeInputs(inputs: Reader, from: Reader): Readonly<Record<string, DeclaredInput>> {
  const one = (name: string): DeclaredInput => {
    const input = inputs.inner(name);
    const initial = input.get("default");
    return present({
      type: input.text("type"),
      description: input.optionalText("description"),
      default:
        typeof initial === "boolean" || typeof initial === "number" ? String(initial) : input.optionalText("default"),
      options: input.get("options") === undefined ? undefined : input.texts("options"),
    }) as DeclaredInput;
  };
  return Object.fromEntries(from.entries("inputs").map(([name]) => [name, one(name)]));
}
