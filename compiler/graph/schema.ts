import type { ErrorObject } from "ajv/dist/2020.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import schema from "../../schemas/stage-graph.schema.json" with { type: "json" };

/** Where a document differs from the schema, and how. */
export interface Mismatch {
  /** Names and indexes that lead there; empty for the document itself. */
  readonly path: readonly string[];
  readonly problem: string;
}

let validate: ReturnType<Ajv2020["compile"]> | undefined;

/** Compares a document with the stage graph's schema. The schema is compiled on first use. */
export function mismatches(document: unknown): readonly Mismatch[] {
  validate ??= new Ajv2020({
    allErrors: false,
    discriminator: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  }).compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map((error) => ({ path: steps(error.instancePath), problem: problem(error) }));
}

function steps(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function problem({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "additionalProperties":
      return `has a property ${JSON.stringify(params.additionalProperty)} that this format does not know`;
    case "required":
      return `lacks the property ${JSON.stringify(params.missingProperty)}`;
    case "enum":
      return `must be one of ${params.allowedValues.map((one: unknown) => JSON.stringify(one)).join(", ")}`;
    case "const":
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case "discriminator":
      return `has a ${JSON.stringify(params.tag)} that this format does not know: ${JSON.stringify(params.tagValue)}`;
    case "pattern":
      return `must match ${params.pattern}`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}
