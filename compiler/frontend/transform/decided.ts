import type MagicString from "magic-string";
import { BUILDERS } from "../predicates/context.ts";
import type { CheckedProgram } from "../program/check.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Marks } from "./marks.ts";

type TS = typeof TypeScript;
type Program = Pick<CheckedProgram, "ts" | "checker">;

/**
 * Puts a check around each value of a file whose content decides something while the file is evaluated: operands of
 * comparisons, what is tested for truth, what is looked for in a list. A reference in such a place ends in a diagnostic.
 * What a type excludes is left alone. Conditions are not concerned: they are read from their twins.
 *
 * @returns Whether there was any.
 */
export function markDecided(program: Program, file: TypeScript.SourceFile, text: MagicString, marks: Marks): boolean {
  const { ts } = program;
  let used = false;
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeNode(node)) return;
    // Inner values first: what is put around at one place then closes in order.
    ts.forEachChild(node, visit);
    for (const value of decisive(program, node)) {
      used = true;
      text.prependRight(value.getStart(file), `${BUILDERS}.decided(${marks.of(value)}, `);
      text.appendLeft(value.end, ")");
    }
  };
  visit(file);
  return used;
}

/** The values that a node decides something by, where they can be references. */
function decisive(program: Program, node: TypeScript.Node): readonly TypeScript.Expression[] {
  const { ts } = program;
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (isComparison(ts, operatorToken.kind)) {
      const isAbsence = isNothing(ts, left) || isNothing(ts, right);
      return isAbsence ? [] : [left, right].filter((one) => canBeReference(program, one));
    }
    const isLogic =
      operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || operatorToken.kind === ts.SyntaxKind.BarBarToken;
    return isLogic ? tested(program, left) : [];
  }
  if (ts.isConditionalExpression(node)) return tested(program, node.condition);
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node))
    return tested(program, node.expression);
  if (ts.isForStatement(node)) return node.condition ? tested(program, node.condition) : [];
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.ExclamationToken ? tested(program, node.operand) : [];
  if (ts.isSwitchStatement(node)) return canBeReference(program, node.expression) ? [node.expression] : [];
  // Where a type allows texts and references, `typeof` tells them apart.
  if (ts.isTypeOfExpression(node) || ts.isElementAccessExpression(node))
    return isText(program, node.expression, "every") ? [node.expression] : [];
  return ts.isCallExpression(node) ? lookedFor(program, node) : [];
}

/** What is tested for truth. A value that may be absent is tested for that. */
function tested(program: Program, value: TypeScript.Expression): readonly TypeScript.Expression[] {
  const { ts, checker } = program;
  const type = checker.getTypeAtLocation(value);
  const isOptional = partsOf(type).some((one) => (one.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0);
  return !isOptional && canBeReference(program, value) ? [value] : [];
}

const SEARCHES: ReadonlySet<string> = new Set(["includes", "indexOf", "lastIndexOf", "has", "get", "Boolean", "is"]);

/** Texts that are looked for in a list, a set or a map of texts, and what `Boolean` is given. */
function lookedFor(program: Program, { expression, arguments: given }: TypeScript.CallExpression) {
  const { ts } = program;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!ts.isIdentifier(name) || !SEARCHES.has(name.text)) return [];
  return given.filter((one) => !ts.isSpreadElement(one) && (isText(program, one) || isUntyped(program, one)));
}

/** Whether a value's type says nothing. */
const isUntyped = ({ ts, checker }: Program, value: TypeScript.Expression): boolean =>
  (checker.getTypeAtLocation(value).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;

function isComparison(ts: TS, kind: TypeScript.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken
  );
}

const isNothing = (ts: TS, node: TypeScript.Expression) =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");

/** False where a value's type says that it is something else. */
function canBeReference({ ts, checker }: Program, value: TypeScript.Expression): boolean {
  if (ts.isLiteralExpression(value)) return false;
  const { Any, Unknown, String: Text, TypeParameter, Intersection, Object: Structure } = ts.TypeFlags;
  return partsOf(checker.getTypeAtLocation(value)).some((type) => {
    if ((type.flags & (Any | Unknown | Text | TypeParameter | Intersection)) !== 0) return true;
    return (type.flags & Structure) !== 0 && type.getProperties().some(({ escapedName }) => isDeclared(escapedName));
  });
}

const isDeclared = (name: TypeScript.__String) => String(name).startsWith("__@declared");

/** True of a value that is a text for its type: what an output of a job claims to be. */
function isText({ ts, checker }: Program, value: TypeScript.Expression, of: "some" | "every" = "some"): boolean {
  if (ts.isLiteralExpression(value)) return false;
  const { String: Text, Intersection } = ts.TypeFlags;
  return partsOf(checker.getTypeAtLocation(value))[of]((type) => {
    const parts = (type.flags & Intersection) !== 0 ? (type as TypeScript.IntersectionType).types : [type];
    return parts.some((one) => (one.flags & Text) !== 0);
  });
}

const partsOf = (type: TypeScript.Type): readonly TypeScript.Type[] => (type.isUnion() ? type.types : [type]);
