import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../../compiler/graph/model/fields.ts";
import { parseGraph } from "../../compiler/graph/parse.ts";
import { checkSavedGraph } from "../../compiler/lowering/saved-graph-rules.ts";
import { stageGraphSchema } from "../../scripts/schemas.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(`${root}schemas/stage-graph.schema.json`, "utf8");

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(text) as Schema;
const types: Readonly<Record<string, Schema>> = { ...schema.$defs, StageGraph: schema };

/** Whether a value of a schema may be a text that is not one of a closed set. */
function isText({ $ref, type, enum: closed, const: only, items, oneOf, anyOf, additionalProperties }: Schema): boolean {
  if ($ref) {
    const target = types[$ref.slice("#/$defs/".length)]!;
    return target.properties === undefined && target.oneOf === undefined && isText(target);
  }
  if (items) return isText(items);
  const members = oneOf ?? anyOf;
  if (members) return members.some((member) => member.properties === undefined && isText(member));
  if (typeof additionalProperties === "object") return isText(additionalProperties);
  return [type].flat().includes("string") && closed === undefined && only === undefined;
}

/** A type by its own name, and those of the unions that it is a member of. */
const namesOf = (name: string): readonly string[] => [
  name,
  ...Object.entries(types).flatMap(([union, { oneOf = [] }]) =>
    oneOf.some((member) => member.$ref === `#/$defs/${name}`) ? [union] : [],
  ),
];

describe("the schema of the stage graph", () => {
  it("is made of the types and the table of fields: npm run schemas", async () => {
    expect(await stageGraphSchema()).toBe(text);
  });

  it("has a rule, or a reason for none, for every text", () => {
    const objects = Object.entries(types).flatMap(([name, type]) =>
      [type, ...(type.oneOf ?? [])].map((object) => ({ name, properties: object.properties ?? {} })),
    );
    const open = objects.flatMap(({ name, properties }) =>
      Object.entries(properties).flatMap(([field, property]) => {
        const keys = namesOf(name).map((type) => `${type}.${field}`);
        const known = keys.some((key) => FIELDS[key]?.rule !== undefined || FIELDS[key]?.text !== undefined);
        return isText(property) && !known ? [`${name}.${field}`] : [];
      }),
    );
    expect(open).toEqual([]);
  });

  it("keeps no object open", () => {
    for (const [name, type] of Object.entries(types)) {
      if (type.type === "object")
        expect([name, type.additionalProperties ?? type.oneOf]).not.toEqual([name, undefined]);
    }
  });
});

const goldens = readdirSync(`${root}test/golden`, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith("graph.json"),
);

it.each(goldens)("a graph that the compiler made keeps the rules for saved ones: %s", (file) => {
  const saved = readFileSync(`${root}test/golden/${file}`, "utf8");
  const { graph, diagnostics } = parseGraph(saved, file);
  expect(diagnostics).toEqual([]);
  expect(checkSavedGraph(graph!, saved, file)).toEqual([]);
});
