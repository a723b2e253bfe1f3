import type { Fact, Test } from "./condition.ts";
import type { Draw } from "./draw.ts";
import type { Node } from "./node.ts";
import { GLOBS } from "./words.ts";

const RUN: readonly [Fact, ...Fact[]] = [
  { of: "run", path: ["branch"] },
  { of: "run", path: ["event"] },
  { of: "run", path: ["tag"] },
  { of: "run", path: ["actor"] },
  { of: "run", path: ["sha"] },
  { of: "run", path: ["vars", "DEEP"] },
  { of: "run", path: ["pullRequest", "targetBranch"] },
  { of: "run", path: ["pullRequest", "sourceBranch"] },
];
const TEXTS = ["main", "push", "", "Main", "it's", "pullRequest", "v1.0", "${{ x }}", "a\nb", "0", "true"] as const;
const PATTERNS = ["^release/", "^v\\d+$", ".", "[", "^(a+)+$", "[^\\w]+", "😀"] as const;

/** Outputs of earlier jobs that a condition may ask. */
export type Outputs = readonly Fact[];

export function drawTest(draw: Draw, outputs: Outputs, depth = 0): Test {
  const fact = (): Fact =>
    outputs.length > 0 && draw.maybe(4) ? outputs[draw.below(outputs.length)]! : draw.pick(RUN);
  const inner = () => drawTest(draw, outputs, depth + 1);
  const kind = draw.below(depth > 3 ? 9 : 15);
  switch (kind) {
    case 1:
      return { op: "constant", value: draw.maybe(2) };
    case 2:
      return { op: "same", left: fact(), right: fact() };
    case 3:
      return {
        op: "method",
        left: fact(),
        method: draw.pick(["startsWith", "endsWith", "includes"]),
        text: draw.pick(TEXTS),
      };
    case 4:
      return { op: "regex", left: fact(), source: regexOf(draw), flags: draw.pick(["", "i", "", "u"]) };
    case 5:
      return { op: "oneOf", left: fact(), among: [draw.pick(TEXTS), draw.pick(TEXTS)] };
    case 6:
      return draw.maybe(2)
        ? { op: "joined", left: fact(), before: "x/", equals: draw.pick(["x/main", "main"]) }
        : { op: "default", left: fact(), otherwise: draw.pick(TEXTS), equals: draw.pick(TEXTS) };
    case 7:
      return { op: "changed", globs: [draw.pick(GLOBS), ...(draw.maybe(2) ? [draw.pick(GLOBS)] : [])] };
    case 8:
      return { op: "fork" };
    case 9:
    case 10:
      return { op: "and", left: inner(), right: inner() };
    case 11:
    case 12:
      return { op: "or", left: inner(), right: inner() };
    case 13:
      return { op: "not", of: inner() };
    case 14:
      return { op: "choose", test: inner(), left: inner(), right: inner() };
    default:
      return { op: "equal", left: fact(), right: draw.maybe(5) ? undefined : draw.pick(TEXTS) };
  }
}

/** `new RegExp` of what is no pattern throws before any of our code runs. */
function regexOf(draw: Draw): string {
  const source = draw.pick(PATTERNS);
  return source === "[" ? "\\[" : source;
}

export const drawCondition = (draw: Draw, outputs: Outputs): Node => ({
  kind: "condition",
  test: drawTest(draw, outputs),
});
