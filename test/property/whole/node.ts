import * as waybill from "../../../compiler/authoring/index.ts";
import { condition, type Test } from "./condition.ts";

/** The functions that `waybill` exports. */
export type FunctionName = {
  [Name in keyof typeof waybill]: (typeof waybill)[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof typeof waybill];

/** A piece of a `pipeline.ts`: it can be evaluated here, and printed as TypeScript. */
export type Node =
  | { readonly kind: "value"; readonly value: unknown; readonly text?: string }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "call"; readonly fn: FunctionName; readonly args: readonly Node[] }
  | {
      readonly kind: "tag";
      readonly fn: FunctionName;
      readonly parts: readonly string[];
      readonly values: readonly Node[];
    }
  /** A constant of the module, a parameter, or a property of one. */
  | { readonly kind: "name"; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: "method"; readonly name: string; readonly method: string; readonly args: readonly Node[] }
  | { readonly kind: "arrow"; readonly parameters: readonly string[]; readonly body: Node }
  | { readonly kind: "condition"; readonly test: Test };

export const value = (of: unknown): Node => ({ kind: "value", value: of });
export const list = (items: readonly Node[]): Node => ({ kind: "list", items });
export const values = (items: readonly unknown[]): Node => list(items.map(value));
export const object = (entries: Readonly<Record<string, Node>>): Node => ({
  kind: "object",
  entries: Object.entries(entries),
});
export const call = (fn: FunctionName, ...args: readonly Node[]): Node => ({ kind: "call", fn, args });
export const name = (of: string, ...path: readonly string[]): Node => ({ kind: "name", name: of, path });

/** `const NAME = NODE`, in a module that ends with its pipeline. */
export interface Statement {
  readonly name: string;
  readonly node: Node;
}

type Scope = Readonly<Record<string, unknown>>;

/** Evaluates the statements of a module in order; gives all constants by name. */
export function evaluateAll(statements: readonly Statement[]): Scope {
  const scope: Record<string, unknown> = { ...waybill };
  for (const { name: to, node } of statements) scope[to] = evaluate(node, scope);
  return scope;
}

function evaluate(node: Node, scope: Scope): unknown {
  const all = (nodes: readonly Node[]) => nodes.map((one) => evaluate(one, scope));
  switch (node.kind) {
    case "value":
      return node.value;
    case "object":
      return Object.fromEntries(node.entries.map(([key, one]) => [key, evaluate(one, scope)]));
    case "list":
      return all(node.items);
    case "call":
      return (scope[node.fn] as Callable)(...all(node.args));
    case "tag": {
      const parts = Object.assign([...node.parts], { raw: [...node.parts] });
      return (scope[node.fn] as Callable)(parts, ...all(node.values));
    }
    case "name":
      return node.path.reduce<unknown>((of, key) => (of as Scope | undefined)?.[key], scope[node.name]);
    case "method":
      return (scope[node.name] as Readonly<Record<string, Callable>>)[node.method]!(...all(node.args));
    case "arrow":
      return (given: Scope) =>
        evaluate(node.body, {
          ...scope,
          ...Object.fromEntries(node.parameters.map((parameter) => [parameter, given[parameter]])),
        });
    case "condition":
      return condition(node.test, scope);
  }
}

type Callable = (...args: readonly unknown[]) => unknown;
