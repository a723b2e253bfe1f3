import type { CheckedProgram } from "../program/check.ts";
import type { Marks } from "../transform/marks.ts";
import type { TypeScript } from "../typescript/load.ts";

/** A function of the user's files with a body: what a condition, or a helper of one, can be. */
export type Body =
  | TypeScript.ArrowFunction
  | TypeScript.FunctionExpression
  | TypeScript.FunctionDeclaration
  | TypeScript.MethodDeclaration;

/** Something that cannot be part of a condition. */
export interface Offence {
  readonly node: TypeScript.Node;
  readonly what: string;
  readonly instead: string;
}

/** A helper that a condition calls. */
export interface Call {
  readonly node: TypeScript.Node;
  readonly to: Body;
}

/** What lowering one function has found. */
export interface Context {
  readonly program: CheckedProgram;
  readonly marks: Marks;
  readonly offences: Offence[];
  readonly calls: Call[];
}

/** The name under which a rewritten file imports the builders. */
export const BUILDERS = "__waybill";

/** A call of a builder, as text of the rewritten program. */
export function builder(context: Context, name: string, at: TypeScript.Node, ...args: readonly string[]): string {
  return `${BUILDERS}.${name}(${[context.marks.of(at), ...args].join(", ")})`;
}

/** Records an offence; in its place the rewritten program has a value that says the same. */
export function refuse(context: Context, node: TypeScript.Node, what: string, instead: string): string {
  context.offences.push({ node, what, instead });
  return builder(context, "problem", node, JSON.stringify(what), JSON.stringify(instead));
}
