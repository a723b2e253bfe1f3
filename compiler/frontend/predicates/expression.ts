import type { TypeScript } from "../typescript/load.ts";
import { lowerCall } from "./call.ts";
import { builder, type Context, refuse } from "./context.ts";
import { lowerFunction } from "./function.ts";
import { lowerName } from "./name.ts";
import { checkPattern } from "./pattern.ts";
import { bare, kindOf } from "./types.ts";

/** An expression of a condition as text of the rewritten program; whatever does not belong there is recorded. */
export function lower(context: Context, expression: TypeScript.Expression): string {
  const { ts } = context.program;
  const node = bare(ts, expression);
  if (ts.isIdentifier(node)) return lowerName(context, node);
  if (isLiteral(ts, node)) return node.getText();
  if (ts.isRegularExpressionLiteral(node)) return checkPattern(context, node) ?? node.getText();
  if (ts.isTemplateExpression(node)) return lowerTemplate(context, node);
  if (ts.isPropertyAccessExpression(node)) return lowerProperty(context, node);
  if (ts.isElementAccessExpression(node)) {
    const [object, name] = [lower(context, node.expression), lower(context, node.argumentExpression)];
    return builder(context, "member", node, object, name, String(ts.isOptionalChain(node)));
  }
  if (ts.isCallExpression(node)) return lowerCall(context, node);
  if (ts.isPrefixUnaryExpression(node)) return lowerPrefix(context, node);
  if (ts.isBinaryExpression(node)) return lowerBinary(context, node);
  if (ts.isConditionalExpression(node)) {
    const [test, then, otherwise] = [node.condition, node.whenTrue, node.whenFalse].map((one) => lower(context, one));
    return builder(context, "cond", node, test as string, `() => ${then}`, `() => ${otherwise}`);
  }
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.map((one) =>
      ts.isSpreadElement(one) ? `...${lower(context, one.expression)}` : lower(context, one),
    );
    return `[${elements.join(", ")}]`;
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return lowerFunction(context, node);
  return refuse(context, node, phrase(ts, node), ADVICE);
}

const ADVICE =
  "write it with ===, !==, &&, ||, !, ?:, startsWith, endsWith, includes, a regular expression's test, run.changed or a helper of your own";

function isLiteral(ts: typeof TypeScript, node: TypeScript.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

function lowerTemplate(context: Context, node: TypeScript.TemplateExpression): string {
  const strings = [node.head.text, ...node.templateSpans.map((one) => one.literal.text)];
  const values = node.templateSpans.map((one) => lower(context, one.expression));
  return builder(context, "template", node, JSON.stringify(strings), ...values);
}

function lowerProperty(context: Context, node: TypeScript.PropertyAccessExpression): string {
  const { ts } = context.program;
  if (kindOf(context.program, node.expression) === "text") {
    const instead = "compare the text itself with ===, or use startsWith, endsWith, includes or a regular expression";
    return refuse(context, node, `\`${node.name.text}\` of a text`, instead);
  }
  const object = lower(context, node.expression);
  return builder(context, "member", node, object, JSON.stringify(node.name.text), String(ts.isOptionalChain(node)));
}

function lowerPrefix(context: Context, node: TypeScript.PrefixUnaryExpression): string {
  const { ts } = context.program;
  if (node.operator === ts.SyntaxKind.ExclamationToken)
    return builder(context, "not", node, lower(context, node.operand));
  if (node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) return node.getText();
  return refuse(context, node, `\`${ts.tokenToString(node.operator)}\``, ADVICE);
}

/** Operators that need their right side only sometimes. */
const LAZY: ReadonlyMap<string, string> = new Map([
  ["&&", "and"],
  ["||", "or"],
  ["??", "nullish"],
]);

function lowerBinary(context: Context, node: TypeScript.BinaryExpression): string {
  const { SyntaxKind, tokenToString } = context.program.ts;
  const { kind } = node.operatorToken;
  const operator = tokenToString(kind) ?? "";
  const lazy = LAZY.get(operator);
  if (lazy) return builder(context, lazy, node, lower(context, node.left), `() => ${lower(context, node.right)}`);
  if (operator === "===" || operator === "!==") {
    const equal = builder(context, "eq", node, lower(context, node.left), lower(context, node.right));
    return operator === "===" ? equal : builder(context, "not", node, equal);
  }
  if (operator === "==" || operator === "!=") {
    return refuse(context, node, `\`${operator}\`, which converts what it compares,`, `use \`${operator}=\``);
  }
  if (kind === SyntaxKind.PlusToken) return refuse(context, node, "`+`", "join strings with a template literal");
  if (kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment) {
    return refuse(context, node, "an assignment", "give the value its own name with const");
  }
  return refuse(context, node, `\`${operator}\``, ADVICE);
}

/** What an expression is called in a sentence. */
function phrase(ts: typeof TypeScript, node: TypeScript.Expression): string {
  const { SyntaxKind } = ts;
  const names: Partial<Record<TypeScript.SyntaxKind, string>> = {
    [SyntaxKind.AwaitExpression]: "`await`",
    [SyntaxKind.YieldExpression]: "`yield`",
    [SyntaxKind.NewExpression]: "`new`",
    [SyntaxKind.TypeOfExpression]: "`typeof`",
    [SyntaxKind.DeleteExpression]: "`delete`",
    [SyntaxKind.VoidExpression]: "`void`",
    [SyntaxKind.ThisKeyword]: "`this`",
    [SyntaxKind.ObjectLiteralExpression]: "an object literal",
    [SyntaxKind.TaggedTemplateExpression]: "a tagged template",
    [SyntaxKind.PostfixUnaryExpression]: "`++` or `--`",
    [SyntaxKind.ClassExpression]: "a class",
    [SyntaxKind.BigIntLiteral]: "a bigint",
  };
  return names[node.kind] ?? "an expression of this kind";
}
