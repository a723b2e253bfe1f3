import { dirname } from "node:path";
import type { CheckedProgram } from "../program/check.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Body } from "./context.ts";

/** True of a type that the authoring library declares under this name. */
function isOwn({ declarations }: CheckedProgram, type: TypeScript.Type, name: string): boolean {
  const symbol = type.aliasSymbol ?? type.getSymbol();
  if (symbol?.name !== name) return false;
  const home = dirname(declarations);
  return symbol.declarations?.some((one) => one.getSourceFile().fileName.startsWith(home)) === true;
}

/** True of a place where a condition is expected: its value is one whatever it looks like. */
export function wantsPredicate(program: CheckedProgram, node: TypeScript.Expression): boolean {
  const { checker } = program;
  const type = checker.getContextualType(node);
  return type !== undefined && isOwn(program, checker.getNonNullableType(type), "Predicate");
}

/** True of a function that is given the run. */
export function takesRun(program: CheckedProgram, body: Body): boolean {
  const { ts, checker } = program;
  return body.parameters.some((one) => {
    // Where it says its type by itself, other types need not be worked out.
    if (one.type && !ts.isTypeReferenceNode(one.type)) return false;
    return isOwn(program, checker.getTypeAtLocation(one), "Run");
  });
}

export type Kind = "text" | "list" | "regex" | "run" | "other";

/** What the type of an expression is, as far as conditions care. */
export function kindOf(program: CheckedProgram, node: TypeScript.Expression): Kind {
  const { ts, checker } = program;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  if (isOwn(program, type, "Run")) return "run";
  if (isText(ts, type)) return "text";
  if (checker.isArrayType(type) || checker.isTupleType(type)) return "list";
  return type.getSymbol()?.name === "RegExp" ? "regex" : "other";
}

function isText(ts: typeof TypeScript, type: TypeScript.Type): boolean {
  if (type.isUnion()) return type.types.every((one) => isText(ts, one));
  // An output of a job is a text and a reference at once.
  if (type.isIntersection()) return type.types.some((one) => isText(ts, one));
  return (type.flags & ts.TypeFlags.StringLike) !== 0;
}

/** The declaration of what is named, through imports and aliases. */
export function declarationOf(
  { ts, checker }: CheckedProgram,
  name: TypeScript.Node,
): TypeScript.Declaration | undefined {
  const shorthand = ts.isShorthandPropertyAssignment(name.parent);
  const symbol = shorthand ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
  if (!symbol) return undefined;
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return original.valueDeclaration ?? original.declarations?.[0];
}

/** The function a declaration is, with a body that can be read. */
export function bodyOf({ ts }: CheckedProgram, declaration: TypeScript.Declaration | undefined): Body | undefined {
  if (!declaration || declaration.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) {
    return declaration.body ? declaration : undefined;
  }
  if (
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertyDeclaration(declaration)
  ) {
    return declaration.initializer && functionIn(ts, declaration.initializer);
  }
  if (ts.isExportAssignment(declaration)) return functionIn(ts, declaration.expression);
  return undefined;
}

/** The function an expression is, without parentheses and casts. */
export function functionIn(ts: typeof TypeScript, node: TypeScript.Expression): Body | undefined {
  const inner = bare(ts, node);
  return ts.isArrowFunction(inner) || ts.isFunctionExpression(inner) ? inner : undefined;
}

/** An expression without parentheses and without what only types see. */
export function bare(ts: typeof TypeScript, node: TypeScript.Expression): TypeScript.Expression {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  ) {
    return bare(ts, node.expression);
  }
  return node;
}
