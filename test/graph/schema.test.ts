import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(readFileSync(`${root}schemas/stage-graph.schema.json`, "utf8")) as Schema;
const definitions = schema.$defs ?? {};

const model = `${root}compiler/graph/model/index.ts`;
const program = ts.createProgram([model], {
  strict: true,
  exactOptionalPropertyTypes: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();

/** A type and a schema in one form, in which equal means equal: names of properties, which are required, and allowed values. */
type Shape =
  | string
  | { readonly list: Shape }
  | { readonly record: Shape }
  | { readonly oneOf: readonly Shape[] }
  | { readonly [property: string]: Shape };

const sorted = (shapes: readonly Shape[]): Shape => {
  const unique = new Map(shapes.map((one) => [JSON.stringify(one), one]));
  const list = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return list.length === 1 ? list[0]! : { oneOf: list };
};

/** Named types are compared once; elsewhere they are their name. */
function shapeOfType(type: ts.Type, seen: Map<string, Shape>, inside = false): Shape {
  const symbol = type.aliasSymbol ?? type.symbol;
  const isOwn = symbol?.declarations?.some((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one));
  const isLibrary = symbol?.declarations?.some((one) => program.isSourceFileDefaultLibrary(one.getSourceFile()));
  const name = symbol?.getName() ?? "";
  if (isOwn && !isLibrary && !inside && definitions[name]) {
    if (!seen.has(name)) {
      seen.set(name, name);
      seen.set(name, shapeOfType(type, seen, true));
    }
    return name;
  }
  if (type.isUnion())
    return sorted(type.types.flatMap((one) => (one.flags & ts.TypeFlags.Undefined ? [] : [shapeOfType(one, seen)])));
  if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
  if (type.flags & (ts.TypeFlags.BooleanLiteral | ts.TypeFlags.String | ts.TypeFlags.Number | ts.TypeFlags.Null)) {
    return checker.typeToString(type);
  }
  if (checker.isArrayType(type))
    return { list: shapeOfType(checker.getTypeArguments(type as ts.TypeReference)[0]!, seen) };
  const values = type.getStringIndexType();
  if (values) return { record: shapeOfType(values, seen) };
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const own = checker.getTypeOfSymbol(property);
    const shape = shapeOfType(isOptional ? checker.getNonNullableType(own) : own, seen);
    return [property.getName() + (isOptional ? "?" : ""), shape] as const;
  });
  return Object.fromEntries(properties.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Definitions that only say what a text must look like, or which record is meant. */
const TRANSPARENT: Readonly<Record<string, Shape>> = {
  JobId: "string",
  Env: { record: "Value" },
  MatrixRow: { record: "MatrixValue" },
};

function shapeOfSchema(one: Schema): Shape {
  if (one.$ref) {
    const name = one.$ref.replace("#/$defs/", "");
    return TRANSPARENT[name] ?? name;
  }
  if (one.const !== undefined) return JSON.stringify(one.const);
  if (one.enum) return sorted(one.enum.map((value) => JSON.stringify(value)));
  if (one.oneOf)
    return sorted(one.oneOf.map(shapeOfSchema).flatMap((shape) => (shape === "boolean" ? ["false", "true"] : [shape])));
  if (Array.isArray(one.type)) return sorted(one.type as readonly string[]);
  if (one.type === "boolean") return sorted(["false", "true"]);
  if (one.type === "integer") return "number";
  if (one.type === "array") return { list: shapeOfSchema(one.items ?? {}) };
  if (one.type === "object" && one.properties === undefined)
    return { record: shapeOfSchema(one.additionalProperties as Schema) };
  if (one.type === "object") {
    const properties = Object.entries(one.properties ?? {}).map(
      ([name, value]) => [name + (one.required?.includes(name) ? "" : "?"), shapeOfSchema(value)] as const,
    );
    return Object.fromEntries(properties.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return one.type as string;
}

function everySchema(one: Schema): readonly Schema[] {
  const inner = [
    one.items,
    ...(one.oneOf ?? []),
    ...Object.values(one.properties ?? {}),
    ...Object.values(one.$defs ?? {}),
  ];
  const values = typeof one.additionalProperties === "object" ? [one.additionalProperties] : [];
  return [one, ...[...inner, ...values].flatMap((part) => (part ? everySchema(part) : []))];
}

describe("the schema of the stage graph", () => {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(model)!)!);
  const graphSymbol = checker.getAliasedSymbol(exported.find((one) => one.getName() === "StageGraph")!);
  const types = new Map<string, Shape>();
  const graph = shapeOfType(checker.getDeclaredTypeOfSymbol(graphSymbol), types, true);

  it("says of the graph what its type says", () => {
    expect(
      shapeOfSchema({ type: "object", properties: schema.properties ?? {}, required: schema.required ?? [] }),
    ).toEqual(graph);
  });

  it("has a definition for every type, and none beside", () => {
    expect([...types.keys()].sort()).toEqual(
      Object.keys(definitions)
        .filter((name) => !TRANSPARENT[name])
        .sort(),
    );
  });

  it.each(Object.keys(definitions).filter((name) => !TRANSPARENT[name]))("says of %s what its type says", (name) => {
    expect(shapeOfSchema(definitions[name]!)).toEqual(types.get(name));
  });

  it("knows every property, and describes every definition and property", () => {
    for (const one of everySchema(schema)) {
      if (one.type === "object") expect(one.additionalProperties ?? one.oneOf).toBeDefined();
      for (const [name, property] of Object.entries(one.properties ?? {})) {
        expect([name, property.description ?? property.const]).not.toEqual([name, undefined]);
      }
    }
    for (const [name, one] of Object.entries(definitions))
      expect([name, one.description]).not.toEqual([name, undefined]);
  });
});
