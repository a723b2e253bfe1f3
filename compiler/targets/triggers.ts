import { and, equal, isEvent, isSet, or, RUN } from "../expr/build.ts";
import { ALWAYS, type Expr, type Variable } from "../expr/model.ts";
import type { Trigger } from "../graph/model/index.ts";

/** When a trigger starts the pipeline, as a condition on the run. */
export function triggerCondition(trigger: Trigger): Expr {
  switch (trigger.kind) {
    case "push":
      return and(isEvent("push"), pushed(trigger));
    case "pullRequest": {
      const targets = trigger.targets ? anyOf(RUN.targetBranch, trigger.targets) : ALWAYS;
      return and(isEvent("pullRequest"), targets, touched(trigger.paths));
    }
    case "schedule":
    case "manual":
    case "call":
      return isEvent(trigger.kind);
  }
}

/** Neither list: every branch and tag. One: only what it matches. A tag is not held against paths. */
function pushed({ branches, tags, paths }: Extract<Trigger, { kind: "push" }>): Expr {
  const any = !branches && !tags;
  if (any && !paths) return ALWAYS;
  const branch = any ? isSet(RUN.branch) : anyOf(RUN.branch, branches ?? []);
  const tag = any ? isSet(RUN.tag) : anyOf(RUN.tag, tags ?? []);
  return or(and(branch, touched(paths)), tag);
}

function anyOf(variable: Variable, globs: readonly string[]): Expr {
  return or(...globs.map((glob) => named(variable, glob)));
}

function named(variable: Variable, glob: string): Expr {
  if (!glob.includes("*")) return equal(variable, glob);
  if (/^\*\*$/.test(glob)) return isSet(variable);
  const pattern = glob
    .split(/(\*+)/)
    .map((part) =>
      part === "*" ? "[^/]*" : part.startsWith("*") ? ".*" : part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
    );
  return { op: "matches", variable, pattern: `^${pattern.join("")}$`, flags: "" };
}

function touched(paths: readonly string[] | undefined): Expr {
  return paths ? { op: "changed", globs: paths } : ALWAYS;
}
