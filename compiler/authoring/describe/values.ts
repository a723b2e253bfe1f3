import { declarationOf } from "../declaration.ts";
import type { DeclaredEnv, DeclaredImage, DeclaredValue } from "../document.ts";
import type { ImageNameDeclaration } from "../image-name.ts";
import type { Referent } from "../reference.ts";
import type { Reader } from "./reader.ts";
import { nameIn, type Walk } from "./walk.ts";

/** A value of `env`, `login` or a script's interpolation. */
export function describeValue(walk: Walk, from: Reader, field: string, value: unknown): DeclaredValue {
  if (typeof value === "string") return { kind: "literal", value };
  if (typeof value === "number") return { kind: "literal", value: String(value), number: true };
  const referent = declarationOf(value) as Referent | { readonly kind: "image" } | undefined;
  switch (referent?.kind) {
    case "secret":
    case "secretFile":
      return { kind: referent.kind, name: nameOf(from, field, referent.name) };
    case "run":
    case "input":
      return inCall(walk, { kind: referent.kind, name: nameOf(from, field, referent.name) });
    case "idToken":
      return { kind: "idToken", name: nameOf(from, field, referent.name), audience: audienceOf(from, field, referent) };
    case "matrix":
      return { kind: "matrix", name: nameOf(from, field, referent.name), of: nameIn(walk, referent.of) };
    case "output":
      return {
        kind: "output",
        job: walk.number(referent.job, field, from, "job") ?? 0,
        name: nameOf(from, field, referent.name),
      };
    case "image":
      return { kind: "image", job: walk.number(value, field, from, "image") ?? 0 };
    default:
      from.misuse(field, "a text, a number, a secret, an output, a fact of the run or a built image", value);
      return { kind: "literal", value: "" };
  }
}

/** In a pipeline that is called, the event is known, and inputs are what the call gives. */
function inCall({ scope }: Walk, value: DeclaredValue & { readonly name: string }): DeclaredValue {
  if (!scope) return value;
  if (value.kind === "input") return scope.inputs.get(value.name) ?? value;
  return value.kind === "run" && value.name === "event" ? { kind: "literal", value: "call" } : value;
}

function nameOf(from: Reader, field: string, name: unknown): string {
  if (typeof name === "string") return name;
  from.misuse(field, "a name", name);
  return "";
}

function audienceOf(from: Reader, field: string, { audience }: { readonly audience: unknown }): string {
  if (typeof audience === "string") return audience;
  from.misuse(`the audience of ${field}`, "a text", audience);
  return "";
}

export function describeEnv(walk: Walk, from: Reader, name: string): DeclaredEnv {
  const entries = from.entries(name).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, describeValue(walk, from, `${from.field(name)}.${key}`, value)]),
  );
}

const NAMEABLE: readonly string[] = ["literal", "output", "run", "input", "matrix"] satisfies DeclaredValue["kind"][];

function describeImageName(walk: Walk, from: Reader, name: string, declaration: ImageNameDeclaration): DeclaredImage {
  const parts = declaration.parts.flatMap((text, index): readonly DeclaredValue[] => {
    const literal: readonly DeclaredValue[] = text === "" ? [] : [{ kind: "literal", value: text }];
    const given = declaration.values[index];
    if (given === undefined) return literal;
    const value = describeValue(walk, from, from.field(name), given);
    if (!NAMEABLE.includes(value.kind))
      from.misuse(from.field(name), "an output, a fact of the run, an input or a text in it", given);
    return [...literal, value];
  });
  return { kind: "template", parts };
}

export function describeImage(walk: Walk, from: Reader, name: string): DeclaredImage {
  const value = from.get(name);
  const declaration = declarationOf(value);
  if (declaration?.kind === "image name")
    return describeImageName(walk, from, name, declaration as ImageNameDeclaration);
  if (declaration?.kind !== "image") return { kind: "registry", reference: from.text(name) };
  return { kind: "build", job: walk.number(value, from.field(name), from, "image") ?? 0 };
}
