import type { Options, Reference, ScriptValue, TextValue, Value } from "../model.ts";
import { arrow, braces, type Code, call, concat, type Item, list, property, template } from "./code.ts";
import { member, propertyKey } from "./names.ts";
import { conditionCode, type Naming } from "./predicate.ts";

/** How what the model names is called in the module. */
export interface ValueNaming extends Naming {
  readonly shared: (name: string) => string;
  readonly trigger: (kind: "manual" | "call") => string;
  /** A function or value of the language, which is then imported. */
  readonly language: (name: string) => string;
}

/** An expression of the language as TypeScript. */
export function valueCode(value: Value, naming: ValueNaming): Code {
  if (typeof value === "string") return stringCode(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isList(value)) return list(value.map((one) => valueCode(one, naming)));
  switch (value.kind) {
    case "text":
      return textCode(value, naming);
    case "script":
      return scriptCode(value, naming);
    case "object":
      return objectCode(value.entries, naming, value.spreads);
    case "call":
      return call(
        naming.language(value.name),
        value.args.map((one) => valueCode(one, naming)),
      );
    case "predicate":
      return predicateCode(value.condition, naming);
    case "pattern":
      return `/${value.source}/${value.flags}`;
    case "guarded":
      return guardedCode(conditionCode(value.condition, naming), valueCode(value.value, naming));
    case "shared":
      return naming.shared(value.name);
    default:
      return referenceCode(value, naming);
  }
}

/** A text of several lines reads best as it is, in a template without a tag. */
function stringCode(text: string): Code {
  const isPlain = /\n./.test(text) && !/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text);
  return isPlain ? `\`${text.replaceAll(/[\\`]|\$\{/g, "\\$&")}\`` : JSON.stringify(text);
}

const isList = (value: object): value is readonly Value[] => Array.isArray(value);

/** An element of a list that is there only where the condition holds. */
export const guardedCode = (condition: Code, value: Code): Code =>
  concat("...(", condition, " ? ", list([value]), " : [])");

export function predicateCode(condition: Parameters<typeof conditionCode>[0], naming: Naming): Code {
  const code = conditionCode(condition, naming);
  return arrow(/\brun\b/.test(sourceOf(code)) ? "(run) =>" : "() =>", code);
}

function sourceOf(code: Code): string {
  return JSON.stringify(code);
}

/** An object's properties; shared ones come first, as those that follow are stronger. */
export function objectCode(entries: Options, naming: ValueNaming, spreads: readonly string[] = []): Code {
  return braces([...spreads.map((name) => `...${naming.shared(name)}`), ...properties(entries, naming)]);
}

export function properties(entries: Options, naming: ValueNaming): readonly (Code | Item)[] {
  return Object.entries(entries).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const code = valueCode(value, naming);
    return [code === key && propertyKey(key) === key ? key : property(propertyKey(key), code)];
  });
}

function textCode({ parts, tag }: TextValue, naming: ValueNaming): Code {
  const [only] = parts;
  if (tag === undefined && parts.length === 0) return '""';
  if (tag === undefined && parts.length === 1 && only !== undefined) {
    return typeof only === "string" ? JSON.stringify(only) : referenceCode(only, naming);
  }
  // Values of a matrix are constants: a text of nothing else is a plain template.
  const late = parts.some((part) => typeof part !== "string" && part.kind !== "axis");
  const name = late ? naming.language(tag ?? "text") : "";
  return `${name}\`${parts.map((part) => (typeof part === "string" ? cooked(part) : hole(part, naming))).join("")}\``;
}

function scriptCode({ parts, tag = "sh" }: ScriptValue, naming: ValueNaming): Code {
  const text = parts.map((part) => (typeof part === "string" ? raw(part) : hole(part, naming))).join("");
  return template(naming.language(tag), text.replace(/\n+$/, "").split("\n"));
}

const hole = (reference: Reference, naming: ValueNaming) => `\${${referenceCode(reference, naming)}}`;

/** A text in a template that TypeScript reads as it is meant. */
const cooked = (text: string) =>
  text
    .replaceAll(/[\\`]|\$\{/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");

/** A text in `sh`, which leaves every backslash to the shell but those before a backtick and `${`. */
const raw = (text: string) =>
  text.replaceAll(/(\\*)(`|\$\{)/g, (_all, slashes: string, what: string) => {
    if (slashes.length % 2 === 0) return `${slashes}\\${what}`;
    return what === "`" ? `${slashes}\\${what}` : `${slashes}$\\{`;
  });

/** Whether `sh` can have a text: not a backtick after an odd number of backslashes. */
export const canBeScript = (text: string): boolean => !/(?<!\\)(?:\\\\)*\\`/.test(text);

export function referenceCode(reference: Reference, naming: ValueNaming): string {
  switch (reference.kind) {
    case "secret":
    case "secretFile":
    case "vars":
    case "gitlabVariable":
      return `${naming.language(reference.kind)}(${JSON.stringify(reference.name)})`;
    case "fact":
      return `${naming.language("runFacts")}.${reference.name}`;
    case "output":
      return `${naming.job(reference.job)}.outputs${member(reference.name)}`;
    case "stepOutput":
      return `${naming.step(reference.step)}.outputs${member(reference.name)}`;
    case "stepOutcome":
      return `${naming.step(reference.step)}.outcome`;
    case "input":
      return `${naming.trigger(reference.trigger)}.inputs${member(reference.name)}`;
    case "axis":
      return naming.axis(reference.name);
    case "artifacts":
      return `${naming.job(reference.job)}.artifacts`;
    case "job":
      return naming.job(reference.job);
  }
}
