import schema from "../../schemas/stage-graph.schema.json" with { type: "json" };
import { FIELDS, type Field } from "./model/fields.ts";
import type { StageGraph } from "./model/index.ts";

/** A text of a graph, where it stands. */
export interface GraphText {
  readonly path: readonly (string | number)[];
  readonly value: string;
  readonly field: Field;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root: Schema = schema as Schema;

/** Every text of a graph that the table of fields knows, found by the graph's schema. The graph has to keep to it. */
export function textsOf(graph: StageGraph): readonly GraphText[] {
  const found: GraphText[] = [];
  visit(graph, root, { types: ["StageGraph"], path: [], found });
  return found;
}

interface Place {
  /** Names of the type and of the unions that it is a member of. */
  readonly types: readonly string[];
  readonly path: GraphText["path"];
  readonly field?: Field | undefined;
  readonly found: GraphText[];
}

function visit(value: unknown, type: Schema, place: Place): void {
  const { schema: own, types } = resolved(value, type, place.types);
  if (typeof value === "string") {
    if (place.field && own.enum === undefined && own.const === undefined) {
      place.found.push({ path: place.path, value, field: place.field });
    }
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      visit(element, own.items ?? {}, { ...place, path: [...place.path, index] });
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const property = own.properties?.[name];
      const path = [...place.path, name];
      if (property) visit(inner, property, { ...place, types: [], path, field: fieldOf(types, name) });
      else if (typeof own.additionalProperties === "object") {
        visit(inner, own.additionalProperties, { ...place, types: [], path });
      }
    }
  }
}

function fieldOf(types: readonly string[], name: string): Field | undefined {
  const key = types.map((type) => `${type}.${name}`).find((candidate) => Object.hasOwn(FIELDS, candidate));
  return key === undefined ? undefined : FIELDS[key];
}

interface Resolved {
  readonly schema: Schema;
  readonly types: readonly string[];
}

/** The schema that a value keeps to: through references, and the member of a union that its kind or its type names. */
function resolved(value: unknown, type: Schema, types: readonly string[]): Resolved {
  if (type.$ref !== undefined) {
    const name = type.$ref.slice("#/$defs/".length);
    return resolved(value, root.$defs?.[name] ?? {}, [name, ...types]);
  }
  const members = type.oneOf ?? type.anyOf;
  const member = members?.find((candidate) => fits(value, candidate, type.discriminator?.propertyName));
  return member ? resolved(value, member, types) : { schema: type, types };
}

function fits(value: unknown, type: Schema, tag: string | undefined): boolean {
  const own = type.$ref === undefined ? type : (root.$defs?.[type.$ref.slice("#/$defs/".length)] ?? {});
  if (tag !== undefined) {
    const { const: only, enum: several = [only] } = own.properties?.[tag] ?? {};
    return several.includes((value as Readonly<Record<string, unknown>>)[tag]);
  }
  if (own.const !== undefined) return own.const === value;
  return [own.type].flat().includes(Array.isArray(value) ? "array" : typeof value);
}
