import type { TypeScript } from "../typescript/load.ts";
import { builder, type Context, refuse } from "./context.ts";
import { lower } from "./expression.ts";
import { bind } from "./function.ts";

type Statements = readonly TypeScript.Statement[];

/**
 * The statements of a function's body: constants, `return`, and `if` whose first branch returns. What follows such an `if`
 * is its other branch, so that the whole is one expression with names for its parts.
 */
export function lowerStatements(context: Context, [first, ...rest]: Statements): string {
  const { ts } = context.program;
  if (!first) return "return undefined;";
  if (ts.isReturnStatement(first)) {
    return `return ${first.expression ? lower(context, first.expression) : "undefined"};`;
  }
  if (
    ts.isVariableStatement(first) &&
    (first.declarationList.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const
  ) {
    const lines = first.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer ? bind(context, name, lower(context, initializer), undefined) : [],
    );
    return [...lines, lowerStatements(context, rest)].join(" ");
  }
  if (ts.isIfStatement(first)) return lowerIf(context, first, rest);
  if (ts.isBlock(first) && rest.length === 0) return `{ ${lowerStatements(context, first.statements)} }`;
  if (ts.isEmptyStatement(first) || ts.isInterfaceDeclaration(first) || ts.isTypeAliasDeclaration(first)) {
    return lowerStatements(context, rest);
  }
  refuse(context, first, phrase(ts, first), "use only const, if and return, or write one expression");
  return lowerStatements(context, rest);
}

function lowerIf(context: Context, node: TypeScript.IfStatement, rest: Statements): string {
  const { ts } = context.program;
  const then = inside(ts, node.thenStatement);
  if (!returns(ts, then)) {
    const instead = "let each `if` return, or write it as one expression with && and ||";
    return `${refuse(context, node, "an `if` that does not return", instead)}; ${lowerStatements(context, rest)}`;
  }
  // Only a branch without names of its own may be continued by what follows.
  const other = node.elseStatement ? inside(ts, node.elseStatement) : [];
  const otherwise = returns(ts, other) ? other : [...other, ...rest];
  const test = lower(context, node.expression);
  const branches = [then, otherwise].map((one) => `() => { ${lowerStatements(context, one)} }`);
  return `return ${builder(context, "cond", node, test, ...branches)};`;
}

const inside = (ts: typeof TypeScript, node: TypeScript.Statement): Statements =>
  ts.isBlock(node) ? node.statements : [node];

/** True when every way through the statements ends in a `return`. */
function returns(ts: typeof TypeScript, statements: Statements): boolean {
  return statements.some((one) => {
    if (ts.isReturnStatement(one)) return true;
    if (ts.isBlock(one)) return returns(ts, one.statements);
    if (!ts.isIfStatement(one) || !one.elseStatement) return false;
    return returns(ts, inside(ts, one.thenStatement)) && returns(ts, inside(ts, one.elseStatement));
  });
}

function phrase(ts: typeof TypeScript, node: TypeScript.Statement): string {
  if (ts.isIterationStatement(node, false)) return "a loop";
  if (ts.isSwitchStatement(node)) return "`switch`";
  if (ts.isTryStatement(node)) return "`try`";
  if (ts.isThrowStatement(node)) return "`throw`";
  if (ts.isVariableStatement(node)) return "a variable that may change";
  if (ts.isFunctionDeclaration(node)) return "a function inside of it";
  if (ts.isExpressionStatement(node)) return "a statement that only does something";
  return "a statement of this kind";
}
