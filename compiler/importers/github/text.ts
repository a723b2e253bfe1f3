import type { Context } from "../../lowering/shell/frames.ts";
import { contexts, HOLE } from "../../lowering/shell/lexer.ts";
import type { Reference } from "../model.ts";
import { plain, type YamlMap } from "../yaml/index.ts";
import { asText, entriesAt } from "./shape.ts";
import { type Expression, printExpression, templateParts } from "./expression.ts";

/** What a text of a job may refer to. */
export interface TextScope {
  /** Inputs by the trigger that asks for them. */
  readonly inputs: ReadonlyMap<string, "manual" | "call">;
  readonly axes: ReadonlySet<string>;
  /** Jobs that are carried over, with the outputs that they have. */
  readonly outputs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of the steps that come before, which references may name. Absent: none may. */
  readonly steps?: ReadonlySet<string>;
}

export type ReadText =
  | { readonly parts: readonly (string | Reference)[] }
  /** The expression that the language cannot say. */
  | { readonly unknown: string };

/** A text for an environment variable or an action's input. */
export function readText(text: string, scope: TextScope): ReadText {
  return mapped(text, (tree) => referenceOf(tree, scope));
}

export interface ReadScript {
  readonly parts: readonly (string | Reference)[];
  /** Expressions that an outsider could fill with shell code, and that are data now. */
  readonly injections: readonly string[];
}

/** Variables of a map's `env`, as they are written. */
export const literalsAt = (map: YamlMap): readonly (readonly [string, string])[] =>
  entriesAt(map, "env").map(({ key, value }) => [key, asText(value) ?? ""] as const);

/**
 * Variables that a workflow and its job give to all steps, as they are written. One that a step may write over has no value
 * that is known: a script writes to the file, or an action does under a name of its own.
 */
export function sharedLiterals(workflow: YamlMap, job: YamlMap): ReadonlyMap<string, string> {
  const isHanded = /\bGITHUB_ENV\b/.test(JSON.stringify(plain(job)));
  return new Map([workflow, job].flatMap(literalsAt).map(([name, text]) => [name, isHanded ? "" : text]));
}

/**
 * A script. What GitHub would paste into its text becomes data: a reference, or a variable that the runner sets to the same.
 *
 * @param env - Variables that the step has.
 */
export function readScript(
  text: string,
  scope: TextScope,
  env: ReadonlyMap<string, string>,
): ReadScript | { readonly unknown: string } {
  const injections: string[] = [];
  const named = withVariables(text, (path) => {
    const ofEnv = path.startsWith("env.") ? path.slice(4) : undefined;
    const variable = ofEnv !== undefined && env.has(ofEnv) ? ofEnv : RUNNER_VARIABLES[path];
    if (variable !== undefined && ofEnv !== undefined ? !isPlain(env.get(ofEnv)!) : CHOSEN_BY_OUTSIDERS.test(path))
      if (variable !== undefined) injections.push(path);
    return variable;
  });
  const read = mapped(named, (tree) => {
    const name = tree.kind === "path" ? tree.parts.join(".") : "";
    const found = RUNNER_VARIABLES[name] === undefined ? referenceOf(tree, scope) : undefined;
    if (found !== undefined && CHOSEN_BY_OUTSIDERS.test(name)) injections.push(name);
    return found;
  });
  return "unknown" in read ? read : { ...read, injections };
}

/** A text that is the same to a shell wherever it stands, as its own words or as the value of a variable. */
export const isPlain = (text: string): boolean => /^[\w./:@+,-]+$/.test(text);

const PASTED = /\$\{\{(?:'(?:[^']|'')*'|(?!\}\})[\s\S])*\}\}/g;

/**
 * A script of a POSIX shell with variables in place of expressions that paste the same. One stays as it is where no variable
 * would be expanded, or would be a part of another name.
 *
 * @param variableOf - The variable for an expression; undefined: there is none.
 */
export function withVariables(text: string, variableOf: (expression: string) => string | undefined): string {
  const found = [...text.matchAll(PASTED)];
  if (found.length === 0) return text;
  const parts = text.split(PASTED);
  const places = contexts(text.replaceAll(HOLE, "").replaceAll(PASTED, HOLE));
  let written = parts[0]!;
  for (const [index, { 0: whole }] of found.entries()) {
    const variable = variableOf(whole.slice(3, -2).trim());
    written += (variable && expanded(variable, places[index]!, parts[index]!)) ?? whole;
    written += parts[index + 1]!;
  }
  return written;
}

/** A variable as a shell expands it in a place; undefined: it does not. */
function expanded(variable: string, place: Context, before: string): string | undefined {
  if (place.kind === "refused" || place.afterDollar || /[$\\](?:\w|\\\n)*$/.test(before)) return undefined;
  return place.kind === "single" ? `'"\${${variable}}"'` : `\${${variable}}`;
}

const CHOSEN_BY_OUTSIDERS = /^(github\.(ref|ref_name|head_ref)$|inputs\.|github\.event\.|needs\.)/;

function mapped(text: string, map: (tree: Expression) => string | Reference | undefined): ReadText {
  const parts = templateParts(text);
  if (!parts) return { unknown: text.trim().split("\n")[0]! };
  const read: (string | Reference)[] = [];
  for (const part of parts) {
    const value = typeof part === "string" ? part : map(part);
    if (value === undefined) return { unknown: `\${{ ${typeof part === "string" ? part : printExpression(part)} }}` };
    const last = read.at(-1);
    if (typeof value === "string" && typeof last === "string") read[read.length - 1] = last + value;
    else if (value !== "") read.push(value);
  }
  return { parts: read };
}

/** What the language takes for a name of an output. */
export const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

function referenceOf(tree: Expression, scope: TextScope): string | Reference | undefined {
  if (tree.kind === "literal") return tree.value === null ? "" : String(tree.value);
  if (tree.kind !== "path") return undefined;
  const [context, ...rest] = tree.parts;
  const [name, member, last] = rest;
  const path = tree.parts.join(".");
  if (path === "github.token") return { kind: "secret", name: "GITHUB_TOKEN" };
  if (path === "github.actor") return { kind: "fact", name: "actor" };
  if (path === "github.head_ref") return { kind: "fact", name: "sourceBranch" };
  if (path === "github.base_ref") return { kind: "fact", name: "targetBranch" };
  if (name === undefined) return undefined;
  if (context === "secrets" && rest.length === 1) return { kind: "secret", name };
  if (context === "matrix" && rest.length === 1 && scope.axes.has(name)) return { kind: "axis", name };
  if (context === "needs" && member === "outputs" && last && scope.outputs.get(name)?.has(last)) {
    return { kind: "output", job: name, name: last };
  }
  if (context === "steps" && scope.steps?.has(name)) {
    if (member === "outputs" && last && rest.length === 3 && OUTPUT_NAME.test(last))
      return { kind: "stepOutput", step: name, name: last };
    if (member === "outcome" && rest.length === 2) return { kind: "stepOutcome", step: name };
  }
  const input = context === "inputs" ? name : path.startsWith("github.event.inputs.") ? rest[2] : undefined;
  const trigger = input === undefined ? undefined : scope.inputs.get(input);
  return trigger && input !== undefined ? { kind: "input", trigger, name: input } : undefined;
}

/**
 * Variables that the runner sets, with the same value as a context has (docs: actions, default environment variables). A script
 * that reads the variable has the value as data.
 */
export const RUNNER_VARIABLES: Readonly<Record<string, string>> = {
  "github.repository": "GITHUB_REPOSITORY",
  "github.repository_owner": "GITHUB_REPOSITORY_OWNER",
  "github.repository_id": "GITHUB_REPOSITORY_ID",
  "github.sha": "GITHUB_SHA",
  "github.ref": "GITHUB_REF",
  "github.ref_name": "GITHUB_REF_NAME",
  "github.ref_type": "GITHUB_REF_TYPE",
  "github.run_id": "GITHUB_RUN_ID",
  "github.run_number": "GITHUB_RUN_NUMBER",
  "github.run_attempt": "GITHUB_RUN_ATTEMPT",
  "github.event_name": "GITHUB_EVENT_NAME",
  "github.job": "GITHUB_JOB",
  "github.server_url": "GITHUB_SERVER_URL",
  "github.api_url": "GITHUB_API_URL",
  "runner.os": "RUNNER_OS",
  "runner.arch": "RUNNER_ARCH",
};
