import type { ConditionFacts } from "../../expr/index.ts";
import { describeRun } from "../../expr/index.ts";

/** A run in words. Variables that stand for a provider's own conditions are said as what they stand for. */
export function exampleRun(facts: ConditionFacts): string {
  const foreign = Object.entries(facts.vars).filter(([name]) => /^(matrix|opaque) /.test(name));
  const vars = Object.fromEntries(Object.entries(facts.vars).filter(([name]) => !/^(matrix|opaque) /.test(name)));
  const where = foreign.map(([name, value]) => {
    const [, kind, text] = /^(matrix|opaque) ([\s\S]*)$/.exec(name)!;
    return kind === "matrix" ? `\`${text}\` is \`${value}\`` : `\`${text}\` is ${value === "true" ? "true" : "false"}`;
  });
  return [describeRun({ ...facts, vars }), ...(where.length ? [`where ${where.join(" and ")}`] : [])].join(" ");
}
