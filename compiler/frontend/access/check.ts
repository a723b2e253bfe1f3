import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { CheckedProgram } from "../program/check.ts";
import { spanOfNode } from "../program/messages.ts";
import type { TypeScript } from "../typescript/load.ts";
import { builtin, DYNAMIC_IMPORT, type Forbidden, GLOBALS, MEMBERS, META } from "./table.ts";

/** Everything in the user's files that a pipeline cannot have, each at its own place. */
export function checkAccess({ ts, project, checker, files, builtins }: CheckedProgram): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (node: TypeScript.Node, name: string, { why, instead }: Forbidden) =>
    void found.push(diagnostic("WB1030", { name, why, instead }, { at: spanOfNode(project, node) }));

  const isGlobal = (name: TypeScript.Identifier): boolean => {
    const declarations = checker.getSymbolAtLocation(name)?.declarations ?? [];
    return declarations.every((one) => one.getSourceFile().isDeclarationFile);
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
      const specifier = importedBy(ts, node);
      if (specifier && isBuiltin(specifier.text, builtins))
        report(specifier, `the module ${specifier.text}`, builtin(specifier.text));
      return;
    }
    const member = clockOrChance(ts, node);
    if (member && isGlobal(member.root)) report(node, member.name, MEMBERS.get(member.name) as Forbidden);
    else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      report(node, "import.meta", META);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      report(node, "import()", DYNAMIC_IMPORT);
    else if (ts.isAwaitExpression(node) && outsideFunctions(ts, node))
      found.push(diagnostic("WB1031", {}, { at: spanOfNode(project, node) }));
    else if (ts.isIdentifier(node) && isRead(ts, node)) {
      const forbidden = GLOBALS.get(node.text);
      if (forbidden && isGlobal(node)) report(node, node.text, forbidden);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return found;
}

export const isBuiltin = (specifier: string, builtins: readonly string[]): boolean =>
  specifier.startsWith("node:") || builtins.includes(specifier.split("/")[0] as string);

type TS = typeof TypeScript;

/** The module a statement imports when the program runs. */
function importedBy(
  ts: TS,
  node: TypeScript.ImportDeclaration | TypeScript.ExportDeclaration | TypeScript.ImportEqualsDeclaration,
): TypeScript.StringLiteral | undefined {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference: reference } = node;
    const named = ts.isExternalModuleReference(reference) && ts.isStringLiteral(reference.expression);
    return named && !node.isTypeOnly ? (reference.expression as TypeScript.StringLiteral) : undefined;
  }
  const typeOnly = ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : node.isTypeOnly;
  const { moduleSpecifier } = node;
  return !typeOnly && moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier : undefined;
}

/** `Date()`, `new Date()`, `Date.now` and `Math.random`, wherever they are used. */
function clockOrChance(
  ts: TS,
  node: TypeScript.Node,
): { readonly name: string; readonly root: TypeScript.Identifier } | undefined {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date")
    return { name: "Date()", root: node.expression };
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date")
    return node.arguments?.length ? undefined : { name: "new Date()", root: node.expression };
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const name = `${node.expression.text}.${node.name.text}()`;
  return name === "Date.now()" || name === "Math.random()" ? { name, root: node.expression } : undefined;
}

/** False of an identifier that names something: a property, a declaration, a label. */
function isRead(ts: TS, node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isPropertyAssignment(parent)) return !("name" in parent && parent.name === node);
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent))
    return parent.initializer === node;
  return !(
    ts.isFunctionLike(parent) ||
    ts.isClassLike(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isEnumMember(parent)
  );
}

function outsideFunctions(ts: TS, node: TypeScript.Node): boolean {
  return ts.findAncestor(node.parent, (one) => ts.isFunctionLike(one)) === undefined;
}
