import type { RegexNode, Sequence } from "./node.ts";
import { listedOf } from "./print.ts";

/** Where in the whole pattern a part stands. */
interface Position {
  readonly first: boolean;
  readonly last: boolean;
}

/**
 * What keeps a pattern from being printed for POSIX expressions as the GNU library reads them, in a few words; undefined when
 * nothing does. There, an anchor between other parts also matches beside a line's end, ranges beyond ASCII are refused, and
 * word edges go by the locale.
 */
export function posixProblem(node: RegexNode, position: Position = { first: true, last: true }): string | undefined {
  switch (node.kind) {
    case "empty":
      return undefined;
    case "anchor":
      if (node.at === "edge" || node.at === "noEdge") return "a word edge (\\b or \\B)";
      return (node.at === "start" ? position.first : position.last)
        ? undefined
        : "an anchor that is not at its start or end";
    case "chars": {
      const isWide = ([low, high]: readonly [number, number]) => high > 0x7f && high - low > 255;
      return listedOf(node.set).listed.some(isWide) ? "a range of more than 256 characters" : undefined;
    }
    case "repeat":
      return posixProblem(node.node, node.max > 1 ? { first: false, last: false } : position);
    case "sequence":
      return firstOf(node.parts.map((part, index) => posixProblem(part, within(node, index, position))));
    case "choice":
      return firstOf(node.options.map((option) => posixProblem(option, position)));
  }
}

function within({ parts }: Sequence, index: number, { first, last }: Position): Position {
  const areAnchors = (some: readonly RegexNode[]) => some.every(({ kind }) => kind === "anchor");
  return { first: first && areAnchors(parts.slice(0, index)), last: last && areAnchors(parts.slice(index + 1)) };
}

const firstOf = (problems: readonly (string | undefined)[]) => problems.find((one) => one !== undefined);
