export { anywhere, asLiteral, literal, type RegexNode } from "./node.ts";
export { type ParsedPattern, parsePattern, patternProblem } from "./parse.ts";
export { posixProblem } from "./posix-problem.ts";
export { toJavaScript, toPosix, toRe2 } from "./print.ts";
export { type Requirement, type Witness, witness } from "./witness.ts";
