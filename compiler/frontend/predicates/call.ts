import type { TypeScript } from "../typescript/load.ts";
import { builder, type Context, refuse } from "./context.ts";
import { lower } from "./expression.ts";
import { bare, bodyOf, declarationOf, kindOf } from "./types.ts";

const TEXT_TESTS = ["startsWith", "endsWith", "includes"];
const FOLDING = ["toLowerCase", "toUpperCase", "toLocaleLowerCase", "toLocaleUpperCase", "localeCompare"];
const WRITE_OUT =
  "use startsWith, endsWith, includes, a regular expression's test, [...].includes(x), run.changed, or a helper function of your own";

/** A call: one of the tests that conditions know, or of a helper. */
export function lowerCall(context: Context, node: TypeScript.CallExpression): string {
  const { ts } = context.program;
  const callee = bare(ts, node.expression);
  const spread = node.arguments.find((one) => ts.isSpreadElement(one));
  if (spread) return refuse(context, spread, "`...` in a call", "write the arguments out");
  return ts.isPropertyAccessExpression(callee)
    ? lowerMethod(context, node, callee)
    : lowerHelper(context, node, callee);
}

function lowerMethod(
  context: Context,
  node: TypeScript.CallExpression,
  callee: TypeScript.PropertyAccessExpression,
): string {
  const { ts } = context.program;
  const name = callee.name.text;
  const kind = kindOf(context.program, callee.expression);
  const known =
    (kind === "text" && TEXT_TESTS.includes(name)) ||
    (kind === "list" && name === "includes") ||
    (kind === "regex" && name === "test") ||
    (kind === "run" && ["changed", "github", "gitlab"].includes(name));
  if (known && kind !== "run" && node.arguments.length !== 1) {
    return refuse(context, node, `\`${name}\` with a position`, `give \`${name}\` one value`);
  }
  if (!known && !noteHelper(context, node, callee.name)) {
    const instead =
      kind === "text" && FOLDING.includes(name) ? "test it with a regular expression and its flag i" : WRITE_OUT;
    return refuse(context, node, `a call of \`${name}\``, instead);
  }
  const args = node.arguments.map((one) => lower(context, one));
  const receiver = lower(context, callee.expression);
  const optional = String(ts.isOptionalChain(callee) || ts.isOptionalChain(node));
  return builder(context, "call", node, receiver, JSON.stringify(name), `[${args.join(", ")}]`, optional);
}

function lowerHelper(context: Context, node: TypeScript.CallExpression, callee: TypeScript.Expression): string {
  const { ts } = context.program;
  const name = ts.isIdentifier(callee) ? callee.text : undefined;
  if (
    callee.kind === ts.SyntaxKind.ImportKeyword ||
    callee.kind === ts.SyntaxKind.SuperKeyword ||
    ts.isNewExpression(callee)
  ) {
    return refuse(context, node, "a call of this kind", WRITE_OUT);
  }
  if (name !== undefined && !noteHelper(context, node, callee)) {
    return refuse(context, node, `a call of \`${name}\``, WRITE_OUT);
  }
  const args = node.arguments.map((one) => lower(context, one));
  const fn = ts.isIdentifier(callee) ? callee.text : lower(context, callee);
  return builder(context, "invoke", node, fn, `[${args.join(", ")}]`);
}

/** Notes which helper is called. False when what is called is nothing of the user's. */
function noteHelper(context: Context, node: TypeScript.CallExpression, name: TypeScript.Node): boolean {
  const declaration = declarationOf(context.program, name);
  if (!declaration) return false;
  const to = bodyOf(context.program, declaration);
  if (to) context.calls.push({ node, to });
  // What has no body to read now may be a condition that was made by another helper: its value will tell.
  return to !== undefined || !declaration.getSourceFile().isDeclarationFile;
}
