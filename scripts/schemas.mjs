// Writes schemas/stage-graph.schema.json from the types of compiler/graph/model, with the rules of its table of fields. With
// `--check` it writes nothing, and fails where the file would change.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createGenerator } from "ts-json-schema-generator";

const root = fileURLToPath(new URL("..", import.meta.url));
const FILE = `${root}schemas/stage-graph.schema.json`;

/** The text of the schema, as it should be. */
export async function stageGraphSchema() {
  const { definitions } = createGenerator({
    path: `${root}compiler/graph/model/index.ts`,
    tsconfig: `${root}tsconfig.json`,
    type: "StageGraph",
    expose: "export",
    jsDoc: "extended",
    additionalProperties: false,
    skipTypeCheck: true,
    sortProps: false,
  }).createSchema("StageGraph");
  const { StageGraph, ...rest } = definitions;
  const all = { StageGraph, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
  const { FIELDS } = await fields();
  for (const [place, field] of Object.entries(FIELDS)) constrain(all, place, field);
  const { StageGraph: graph, ...$defs } = rewritten(all, all);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:waybill:stage-graph:1",
    title: "Waybill stage graph",
    ...graph,
    $defs,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

async function fields() {
  const { outputFiles } = await build({
    entryPoints: [`${root}compiler/graph/model/fields.ts`],
    bundle: true,
    write: false,
    format: "esm",
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** Adds what the table says of a field to every type that has it under that name. */
function constrain(all, place, { rule: _rule, text: _text, each, names, ...whole }) {
  const [type, name] = place.split(".");
  const owners = objectsOf(all, all[type]).filter((one) => one.properties?.[name]);
  if (owners.length === 0 && name !== undefined) throw new Error(`the model has no field ${place}`);
  const targets = name === undefined ? [all[type]] : owners.map((owner) => owner.properties[name]);
  for (const target of targets) {
    Object.assign(target, whole);
    if (whole.type === undefined && target.anyOf && whole.minItems !== undefined) {
      delete target.minItems;
      for (const one of target.anyOf) if (one.type === "array") one.minItems = whole.minItems;
    }
    if (each) Object.assign(target.items, each);
    if (names) target.propertyNames = names;
  }
}

/** The object types that a type is: itself, or the members of a union. */
function objectsOf(all, schema) {
  if (schema?.$ref) return objectsOf(all, all[nameIn(schema.$ref)]);
  if (schema?.anyOf) return schema.anyOf.flatMap((one) => objectsOf(all, one));
  return schema?.type === "object" ? [schema] : [];
}

const nameIn = (ref) => decodeURIComponent(ref.split("/").at(-1));

/** References into `$defs`; a union of objects names the property that tells its members apart. */
function rewritten(all, value) {
  if (Array.isArray(value)) return value.map((one) => rewritten(all, one));
  if (typeof value !== "object" || value === null) return value;
  const { $ref, anyOf, ...rest } = value;
  const others = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, rewritten(all, one)]));
  if ($ref) return { $ref: `#/$defs/${nameIn($ref)}`, ...others };
  if (!anyOf) return others;
  const members = flattened(all, anyOf);
  const tag = ["kind", "op"].find((name) => members.every((one) => objectsOf(all, one)[0]?.properties?.[name]));
  if (!tag) return { anyOf: rewritten(all, anyOf), ...others };
  return {
    ...others,
    type: "object",
    required: [tag],
    discriminator: { propertyName: tag },
    oneOf: rewritten(all, members),
  };
}

/** Members of unions that are members themselves. */
const flattened = (all, members) =>
  members.flatMap((one) => {
    const target = one.$ref ? all[nameIn(one.$ref)] : one;
    return target.anyOf ? flattened(all, target.anyOf) : [one];
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await stageGraphSchema();
  const isSame = readFileSync(FILE, "utf8") === text;
  if (process.argv.includes("--check")) process.exitCode = isSame ? 0 : 1;
  else if (!isSame) writeFileSync(FILE, text);
}
