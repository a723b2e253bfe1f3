import { basename } from "node:path";
import MagicString from "magic-string";
import type { Conditions, Rewritten } from "../predicates/collect.ts";
import { type Body, BUILDERS } from "../predicates/context.ts";
import type { CheckedProgram } from "../program/check.ts";
import type { TypeScript } from "../typescript/load.ts";
import { markDecided } from "./decided.ts";
import type { Marks } from "./marks.ts";
import { markProgress } from "./progress.ts";

type TS = typeof TypeScript;

/** What of the conditions is in one file. */
export interface FileConditions {
  readonly rewritten: readonly Rewritten[];
  readonly named: readonly TypeScript.Expression[];
}

/**
 * The text of a user's file as it is evaluated: conditions carry their twins, or tell where they are named, and loops and
 * throws tell where they are. Ends in a source map to the text as it was written, unless nothing had to be changed.
 */
export function transformFile(
  program: Pick<CheckedProgram, "ts" | "checker">,
  file: TypeScript.SourceFile,
  { rewritten, named }: FileConditions,
  marks: Marks,
): string {
  const { ts } = program;
  const text = new MagicString(file.text);
  const decides = markDecided(program, file, text, marks);
  markProgress(ts, file, text, marks);
  // Inner functions first: what is appended at one place then closes them in order.
  for (const one of [...rewritten].sort((a, b) => a.body.end - b.body.end || b.body.pos - a.body.pos))
    attach(ts, text, one, marks.of(one.body));
  // Around what has been put around a function in them.
  for (const one of named) markNamed(ts, text, one, marks.of(one));
  if (!text.hasChanged()) return file.text;
  const shebang = ts.getShebang(file.text);
  if (shebang) text.remove(0, shebang.length);
  if (decides || rewritten.length + named.length > 0) text.prepend(`import * as ${BUILDERS} from "waybill/internal"; `);
  const map = text.generateMap({ source: basename(file.fileName), hires: "boundary" });
  return `${text.toString()}\n//# sourceMappingURL=${map.toUrl()}`;
}

/** The conditions of each file that has any. */
export function byFile({ rewritten, named }: Conditions): ReadonlyMap<TypeScript.SourceFile, FileConditions> {
  const files = new Map<TypeScript.SourceFile, { rewritten: Rewritten[]; named: TypeScript.Expression[] }>();
  const of = (node: TypeScript.Node) => {
    const file = node.getSourceFile();
    const found = files.get(file) ?? { rewritten: [], named: [] };
    files.set(file, found);
    return found;
  };
  for (const one of rewritten.values()) of(one.body).rewritten.push(one);
  for (const one of named) of(one).named.push(one);
  return files;
}

/** Should nobody be able to read it, it is told of at that place. */
function markNamed(ts: TS, text: MagicString, named: TypeScript.Expression, mark: number): void {
  const begin = `${BUILDERS}.conditionAt(`;
  if (ts.isShorthandPropertyAssignment(named.parent))
    text.appendLeft(named.end, `: ${begin}${named.getText()}, ${mark})`);
  else {
    text.prependRight(named.getStart(), begin);
    text.appendLeft(named.end, `, ${mark})`);
  }
}

function attach(ts: TS, text: MagicString, { body, twin: rewritten }: Rewritten, mark: number): void {
  const twin = `${rewritten}, ${mark}`;
  if (ts.isFunctionDeclaration(body)) attachToDeclaration(ts, text, body, twin);
  else if (ts.isMethodDeclaration(body)) attachToMethod(ts, text, body, twin);
  else wrap(text, body, twin);
}

function wrap(text: MagicString, body: Body, twin: string): void {
  text.prependRight(body.getStart(), `${BUILDERS}.withCondition(`);
  text.appendLeft(body.end, `, ${twin})`);
}

/** A declaration is there from the start of its block, and so must its twin be. */
function attachToDeclaration(ts: TS, text: MagicString, body: TypeScript.FunctionDeclaration, twin: string): void {
  if (!body.name) {
    // `export default function (run) {}`: as an expression it can be wrapped like any.
    const start = body.getText().search(/(async\s+)?function\b/) + body.getStart();
    text.prependRight(start, `${BUILDERS}.withCondition(`);
    text.appendLeft(body.end, `, ${twin});`);
    return;
  }
  const { parent } = body;
  if (!ts.isSourceFile(parent) && !ts.isBlock(parent)) return;
  const isDirective = (one: TypeScript.Statement) =>
    ts.isExpressionStatement(one) && ts.isStringLiteral(one.expression);
  const first = parent.statements.find((one) => !isDirective(one)) ?? body;
  text.appendLeft(first.getStart(), `${BUILDERS}.withCondition(${body.name.text}, ${twin}); `);
}

/** `{ name(run) {} }` becomes `{ name: withCondition(function (run) {}, twin) }`; of a class the twin comes behind the class. */
function attachToMethod(ts: TS, text: MagicString, body: TypeScript.MethodDeclaration, twin: string): void {
  const { parent, name } = body;
  if (ts.isClassDeclaration(parent) && parent.name && ts.isIdentifier(name)) {
    if (!body.modifiers?.some((one) => one.kind === ts.SyntaxKind.StaticKeyword)) return;
    text.appendLeft(parent.end, ` ${BUILDERS}.withCondition(${parent.name.text}.${name.text}, ${twin});`);
    return;
  }
  if (!ts.isObjectLiteralExpression(parent) || body.asteriskToken || body.modifiers) return;
  text.appendLeft(name.end, `: ${BUILDERS}.withCondition(function `);
  text.appendLeft(body.end, `, ${twin})`);
}
