import { patternProblem } from "../../expr/index.ts";
import type { TypeScript } from "../typescript/load.ts";
import { type Context, refuse } from "./context.ts";

/** Refuses a regular expression that RE2, which GitLab has, would not read as JavaScript does; undefined when it is fine. */
export function checkPattern(context: Context, node: TypeScript.RegularExpressionLiteral): string | undefined {
  const end = node.text.lastIndexOf("/");
  const [pattern, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
  if (flags !== "" && flags !== "i") {
    return refuse(context, node, `a regular expression with the flags \`${flags}\``, "use no flag, or only `i`");
  }
  const problem = patternProblem(pattern, flags);
  if (!problem) return undefined;
  const instead =
    "write it so that RE2 reads it as JavaScript does (no look-around, no backreference), or as startsWith, endsWith, includes and ===";
  return refuse(context, node, `a regular expression with ${problem}`, instead);
}
