import type {
  Env,
  ImageReference,
  LiteralValue,
  PartValue,
  PublicValue,
  RunValue,
  TextValue,
  Value,
} from "../graph/model/index.ts";
import { type DeclaredNode, fieldOf, isList, kindOf, nodeOf, refOf, type Written } from "./nodes.ts";
import { partsIn } from "../graph/walk.ts";
import type { Reader } from "./reader.ts";
import { imageReference } from "./rules/images.ts";
import { audience, variableName } from "./rules/names.ts";
import { type EarlierStep, type Scope, validate } from "./scope.ts";
import { jobNumber, nameIn } from "./walk.ts";

const WANTED = "a string, a number, a secret, an output, a fact of the run or a built image";

/**
 * A value of `env`, `login` or a script's interpolation. The job that has it needs the jobs whose outputs or images it uses.
 *
 * @param field - The option, for values of a wrong kind.
 * @param what - The same for values that break a rule. Default: `field`.
 */
export function readValue(from: Reader, field: string, value: Written | undefined, what = field): Value {
  if (typeof value === "string") return { kind: "literal", value: checkText(from.scope, what, value) };
  if (typeof value === "number") return { kind: "literal", value: String(value) };
  const node = referredTo(from, value);
  return (node && readReference(from, node, { field, value })) ?? misused(from, field, value);
}

const referredTo = ({ scope }: Reader, value: Written | undefined): DeclaredNode | undefined => {
  const number = refOf(value);
  return number === undefined ? undefined : scope.walk.nodes[number];
};

function misused(from: Reader, field: string, value: Written | undefined): Value {
  from.misuse(field, WANTED, value);
  return { kind: "literal", value: "" };
}

interface Place {
  readonly field: string;
  readonly value: Written | undefined;
}

/** Undefined where a declared object is no value. */
function readReference(from: Reader, node: DeclaredNode, { field, value }: Place): Value | undefined {
  const { scope } = from;
  const kind = kindOf(node);
  const name = () => textOf(from, field, "a name", fieldOf(node, "name"));
  switch (kind) {
    case "secret":
    case "secretFile":
      return { kind, name: validate(scope, "the secret", name(), variableName) };
    case "idToken":
      return readIdToken(from, field, node);
    case "run":
      return inCall(scope, { kind: "run", name: name() as RunValue["name"] });
    case "input":
      return readInput(scope, name());
    case "matrix": {
      const of = fieldOf(node, "of");
      if (typeof of !== "string") return undefined;
      return readAxis(scope, name(), nameIn(scope.walk, of));
    }
    case "output":
      return { kind: "output", job: usedJob(from, field, fieldOf(node, "job"), "job"), name: name() };
    case "stepValue": {
      const step = earlierStep(scope, refOf(fieldOf(node, "step")), name());
      if (step && !step.isLeftOut) return { kind: "step", step: step.id, name: name() };
      return { kind: "literal", value: step && name() === "outcome" ? "skipped" : "" };
    }
    case "image":
      return { kind: "image", job: usedJob(from, field, value, "image") };
    case "vars":
    case "gitlabVariable":
      return {
        kind: kind === "vars" ? "vars" : "gitlab",
        name: validate(scope, "the variable", name(), variableName),
      };
    case "text value":
      return readText(from, field, node);
    default:
      return undefined;
  }
}

/** The step that something of the same job refers to; undefined, and reported, where it does not come before. */
export function earlierStep(scope: Scope, node: number | undefined, name: string): EarlierStep | undefined {
  const step = node === undefined ? undefined : scope.step?.(node);
  if (step !== undefined) return step;
  const declared = node === undefined ? undefined : fieldOf(scope.walk.nodes[node], "name");
  const what = name === "outcome" ? "the outcome" : `the output ${name.slice("outputs.".length)}`;
  scope.report.add("WB2150", { owner: scope.owner, what, step: String(declared ?? "") }, { at: scope.at });
  return undefined;
}

/** The id of a job that is used. */
export function usedJob(from: Reader, field: string, value: Written | undefined, kind: "job" | "image"): string {
  const number = jobNumber(from, field, value, kind);
  if (number === undefined) return "";
  from.scope.use([number]);
  return from.scope.walk.jobs[number]!.name;
}

function readIdToken(from: Reader, field: string, node: DeclaredNode): Value {
  const name = textOf(from, field, "a name", fieldOf(node, "name"));
  const whom = textOf(from, `the audience of ${field}`, "a text", fieldOf(node, "audience"));
  return {
    kind: "idToken",
    name: validate(from.scope, "the id token", name, variableName),
    audience: validate(from.scope, `the audience of ${name}`, whom, audience),
  };
}

function textOf(from: Reader, field: string, wanted: string, value: Written | undefined): string {
  if (typeof value === "string") return value;
  from.misuse(field, wanted, value);
  return "";
}

/** In a pipeline that is called, the event is known. */
function inCall({ walk }: Scope, value: RunValue): Value {
  return walk.call && value.name === "event" ? { kind: "literal", value: "call" } : value;
}

/** In a pipeline that is called, inputs are what the call gives. */
function readInput(scope: Scope, name: string): Value {
  const given = scope.walk.call?.inputs.get(name);
  if (given) {
    scope.use(given.uses);
    return given.value;
  }
  if (!scope.walk.inputs.has(name)) {
    scope.report.add("WB2008", { owner: scope.owner, input: name }, { at: scope.at });
  }
  return { kind: "input", name };
}

function readAxis(scope: Scope, name: string, matrix: string): Value {
  if (matrix !== scope.job) {
    scope.report.add("WB2106", { owner: scope.owner, value: name, matrix }, { at: scope.at });
  }
  return { kind: "matrix", name };
}

/** Text that can be handed to a process: without NUL, and whole characters only. */
export function checkText(scope: Scope, what: string, text: string): string {
  if (!/[\0\p{Surrogate}]/u.test(text)) return text;
  return validate(scope, what, text, () => ({
    problem: "has a NUL character or half a character",
    expected: "a string that a process can receive",
  }));
}

/** Environment variables by name. */
export function readEnv(from: Reader, name: string): Env {
  return Object.fromEntries(
    from.entries(name).map(([variable, value]) => {
      validate(from.scope, `a name in ${from.field(name)}`, variable, variableName);
      return [variable, readValue(from, `${from.field(name)}.${variable}`, value)];
    }),
  );
}

const PUBLIC: readonly string[] = ["literal", "output", "run", "input", "image"] satisfies PublicValue["kind"][];
const isPublic = (value: Value): value is PublicValue => PUBLIC.includes(value.kind);

/** A value that may be read by all who can see where it goes. */
export function readPublic(from: Reader, field: string, given: Written | undefined): PublicValue {
  const value = readValue(from, field, given);
  if (isPublic(value)) return value;
  from.misuse(field, "a string, a number, an output, a fact of the run, an input or a built image", given);
  return { kind: "literal", value: "" };
}

/** The literal texts of a template with its values between them. */
export function readParts(from: Reader, field: string, node: DeclaredNode): readonly PublicValue[] {
  const [texts, values] = [listOf(fieldOf(node, "parts")), listOf(fieldOf(node, "values"))];
  return texts.flatMap((text, index): readonly PublicValue[] => {
    const literal = text === "" ? [] : [readPublic(from, field, text)];
    const given = values[index];
    return given === undefined ? literal : [...literal, readPublic(from, field, given)];
  });
}

/** Parts of names and keys, which are not secret and are known before a job has run a step. */
const PUBLIC_PARTS: readonly string[] = [
  "literal",
  "output",
  "run",
  "input",
  "image",
  "matrix",
  "vars",
  "gitlab",
] satisfies PartValue["kind"][];

/** The parts of a text; texts in it are parts of it themselves. What is known already is one literal. */
function readText(from: Reader, field: string, node: DeclaredNode): Value {
  const [texts, values] = [listOf(fieldOf(node, "parts")), listOf(fieldOf(node, "values"))];
  const parts: PartValue[] = [];
  const add = (part: PartValue) => {
    const last = parts.at(-1);
    if (part.kind === "literal" && last?.kind === "literal")
      parts[parts.length - 1] = { kind: "literal", value: last.value + part.value };
    else if (part.kind !== "literal" || part.value !== "") parts.push(part);
  };
  for (const [index, text] of texts.entries()) {
    const given = values[index];
    for (const written of given === undefined ? [text] : [text, given]) {
      const value = readValue(from, field, written);
      if (value.kind === "secretFile" || value.kind === "idToken")
        from.misuse(field, "a text without the path of a secret file and without an id token", written);
      else for (const part of partsIn(value)) add(part as PartValue);
    }
  }
  const [only] = parts;
  if (parts.length > 1) return { kind: "text", parts };
  return only ?? { kind: "literal", value: "" };
}

/** A text of a name or a key: what is known is a literal, and whatever else is in it becomes its parts. */
export function readTextValue(from: Reader, field: string, given: Written | undefined): LiteralValue | TextValue {
  const value = readValue(from, field, given);
  if (value.kind === "literal") return value;
  const parts = partsIn(value);
  if (parts.every(({ kind }) => PUBLIC_PARTS.includes(kind))) return { kind: "text", parts: parts as PartValue[] };
  from.misuse(field, "a string, or a text of outputs, facts of the run, inputs and variables", given);
  return { kind: "literal", value: "" };
}

const NAMEABLE: readonly string[] = [
  "literal",
  "output",
  "run",
  "input",
  "matrix",
  "vars",
  "gitlab",
] satisfies Value["kind"][];

/** What a job or a service runs in. */
export function readImage(from: Reader, name: string): ImageReference {
  const { scope } = from;
  const value = from.get(name);
  const template = nodeOf(scope.walk.nodes, value, "image name");
  if (template) return readTemplate(from, name, template);
  if (nodeOf(scope.walk.nodes, value, "image")) {
    return { kind: "build", job: usedJob(from, from.field(name), value, "image") };
  }
  return { kind: "registry", reference: from.text(name, imageReference, "the image") };
}

/** What is known of the name must be right with some text in its gaps: a word, or a digest after `@`. */
function readTemplate(from: Reader, name: string, node: DeclaredNode): ImageReference {
  const field = from.field(name);
  const [texts, values] = [listOf(fieldOf(node, "parts")), listOf(fieldOf(node, "values"))];
  const parts = texts.flatMap((text, index): readonly Value[] => {
    const literal: readonly Value[] = text === "" ? [] : [readValue(from, field, text, "the image")];
    const given = values[index];
    if (given === undefined) return literal;
    const value = readValue(from, field, given, "the image");
    const inner = partsIn(value);
    if (!inner.every(({ kind }) => NAMEABLE.includes(kind))) {
      from.misuse(field, "an output, a fact of the run, an input, a variable or a string in it", given);
    }
    return [...literal, ...inner];
  });
  const sample = parts.reduce((text, part) => {
    if (part.kind === "literal") return text + part.value;
    return text + (text.endsWith("@") ? `sha256:${"0".repeat(64)}` : "x");
  }, "");
  validate(from.scope, "the image", sample, imageReference);
  return { kind: "template", parts };
}

const listOf = (value: Written | undefined): readonly Written[] => (isList(value) ? value : []);

/** Whether two values are the same at all times. */
export function sameValue(left: Value, right: Value): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
