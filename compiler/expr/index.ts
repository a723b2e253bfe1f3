export { blame } from "./blame.ts";
export { and, changed, equal, isEvent, isSet, not, or, RUN, same, textTest } from "./build.ts";
export {
  alwaysTrue,
  equivalent,
  example,
  type Implication,
  implies,
  neverTrue,
  satisfiable,
} from "./decide.ts";
export { describe, describeRun } from "./describe.ts";
export { evaluate, variableValue } from "./evaluate.ts";
export type { ConditionFacts } from "./facts.ts";
export { expandGlob, globListProblem, globPattern, globProblem, globToGitLab, globToPathspec } from "./glob.ts";
export { exprKey, variableKey } from "./key.ts";
export * from "./model.ts";
export { parseRefPattern, type RefPattern, refListProblem, refMatch, refPatternProblem } from "./ref-pattern.ts";
export { patternProblem } from "./regex/index.ts";
export { simplify } from "./simplify.ts";
