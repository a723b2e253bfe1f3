import type { DeclaredEnv, DeclaredImage, DeclaredValue } from "../authoring/document.ts";
import type { Env, ImageReference, RunValue, Value } from "../graph/model/index.ts";
import { checked, type Scope } from "./report.ts";
import { imageReference } from "./rules/images.ts";
import { audience, variableName } from "./rules/names.ts";

/** A value of the document as the graph has it. Texts that no environment can hold are complained about. */
export function lowerValue(scope: Scope, what: string, value: DeclaredValue): Value {
  switch (value.kind) {
    case "literal":
      return { kind: "literal", value: checkText(scope, what, value.value) };
    case "secret":
      return { kind: "secret", name: checked(scope, "the secret", value.name, variableName) };
    case "secretFile":
      return { kind: "secretFile", name: checked(scope, "the secret", value.name, variableName) };
    case "idToken":
      return {
        kind: "idToken",
        name: checked(scope, "the id token", value.name, variableName),
        audience: checked(scope, `the audience of ${value.name}`, value.audience, audience),
      };
    case "output":
      return { kind: "output", job: scope.names[value.job]!, name: value.name };
    case "run":
      return { kind: "run", name: value.name as RunValue["name"] };
    case "image":
      return { kind: "image", job: scope.names[value.job]! };
    case "matrix":
      if (value.of !== scope.job) {
        scope.report.add("WB2106", { owner: scope.owner, value: value.name, matrix: value.of }, { at: scope.at });
      }
      return { kind: "matrix", name: value.name };
    case "input":
      if (!scope.inputs.has(value.name)) {
        scope.report.add("WB2008", { owner: scope.owner, input: value.name }, { at: scope.at });
      }
      return { kind: "input", name: value.name };
  }
}

/** Text that can be handed to a process: without NUL, and whole characters only. */
export function checkText(scope: Scope, what: string, text: string): string {
  if (!/[\0\p{Surrogate}]/u.test(text)) return text;
  return checked(scope, what, text, () => ({
    is: "has a NUL character or half a character",
    write: "a text that a process can be given",
  }));
}

export function lowerEnv(scope: Scope, what: string, env: DeclaredEnv): Env {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      checked(scope, `a name in ${what}`, name, variableName);
      return [name, lowerValue(scope, `${what}.${name}`, value)];
    }),
  );
}

export function lowerImage(scope: Scope, image: DeclaredImage): ImageReference {
  if (image.kind === "build") return { kind: "build", job: scope.names[image.job]! };
  if (image.kind === "template") return lowerTemplate(scope, image.parts);
  return { kind: "registry", reference: checked(scope, "the image", image.reference, imageReference) };
}

/** What is known of the name must be right with some text in its gaps: a word, or a digest after `@`. */
function lowerTemplate(scope: Scope, parts: readonly DeclaredValue[]): ImageReference {
  const sample = parts.reduce((text, part) => {
    if (part.kind === "literal") return text + part.value;
    return text + (text.endsWith("@") ? `sha256:${"0".repeat(64)}` : "x");
  }, "");
  checked(scope, "the image", sample, imageReference);
  return { kind: "template", parts: parts.map((part) => lowerValue(scope, "the image", part)) };
}

/** Whether two values are the same at all times. */
export function sameValue(left: Value, right: Value): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
