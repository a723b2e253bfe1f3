import type { TypeScript } from "../typescript/load.ts";
import { type Context, refuse } from "./context.ts";
import { checkPattern } from "./pattern.ts";
import { bare, declarationOf } from "./types.ts";

/** A name: a constant, a parameter, an import, a helper. */
export function lowerName(context: Context, node: TypeScript.Identifier): string {
  const { program } = context;
  const { ts } = program;
  if (node.text === "undefined") return "undefined";
  if (node.text === "arguments") return refuse(context, node, "`arguments`", "name the parameters");
  const declaration = declarationOf(program, node);
  if (declaration && ts.isVariableDeclaration(declaration)) {
    if (!isConstant(ts, declaration)) {
      return refuse(context, node, `\`${node.text}\`, which may change,`, "declare it with const");
    }
    const value = declaration.initializer && bare(ts, declaration.initializer);
    if (value && ts.isRegularExpressionLiteral(value)) return checkPattern(context, value) ?? node.text;
  }
  if (declaration && isOfTheLanguage(ts, declaration)) {
    return refuse(context, node, `\`${node.text}\``, "compare values of the run with constants");
  }
  return node.text;
}

function isConstant(ts: typeof TypeScript, declaration: TypeScript.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** Declared for everybody by a library, not imported from a module. */
function isOfTheLanguage(ts: typeof TypeScript, declaration: TypeScript.Declaration): boolean {
  const file = declaration.getSourceFile();
  return file.isDeclarationFile && !ts.isExternalModule(file);
}
