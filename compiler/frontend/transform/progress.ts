import type MagicString from "magic-string";
import type { TypeScript } from "../typescript/load.ts";
import type { Marks } from "./marks.ts";

type TS = typeof TypeScript;

/** What a rewritten file calls to tell where it is. The sandbox provides it. */
const TICK = `globalThis[Symbol.for("waybill.sandbox")].tick`;
const LOCAL = "__waybillTick";

/**
 * Lets each turn of a loop and each `throw` say where it is, so that a module that never ends, or throws what has no stack,
 * can be shown at its own line.
 */
export function markProgress(ts: TS, file: TypeScript.SourceFile, text: MagicString, marks: Marks): void {
  let used = false;
  const tick = (node: TypeScript.Node) => {
    used = true;
    return `${LOCAL}(${marks.of(node)})`;
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIterationStatement(node, false)) {
      const { statement } = node;
      if (ts.isBlock(statement)) text.appendRight(statement.getStart() + 1, ` ${tick(node)};`);
      else {
        text.prependRight(statement.getStart(), `{ ${tick(node)}; `);
        text.appendLeft(statement.end, " }");
      }
    }
    if (ts.isThrowStatement(node)) {
      text.prependRight(node.expression.getStart(), `(${tick(node)}, `);
      text.appendLeft(node.expression.end, ")");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  if (used) text.prepend(`const ${LOCAL} = ${TICK}; `);
}
