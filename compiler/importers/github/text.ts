import type { Reference } from "../model.ts";
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

/**
 * A script. What GitHub would paste into its text becomes data: a reference, or a variable that the runner sets to the same.
 *
 * @param env - Names of variables that the step has.
 */
export function readScript(
  text: string,
  scope: TextScope,
  env: ReadonlySet<string>,
): ReadScript | { readonly unknown: string } {
  const injections: string[] = [];
  const read = mapped(text, (tree) => {
    const name = tree.kind === "path" ? tree.parts.join(".") : "";
    const variable = RUNNER_VARIABLES[name] ?? (name.startsWith("env.") ? name.slice(4) : undefined);
    const isEnv = name.startsWith("env.") && variable !== undefined && env.has(variable);
    const found = isEnv || RUNNER_VARIABLES[name] !== undefined ? `\${${variable}}` : referenceOf(tree, scope);
    if (found !== undefined && CHOSEN_BY_OUTSIDERS.test(name)) injections.push(name);
    return found;
  });
  return "unknown" in read ? read : { ...read, injections };
}

const CHOSEN_BY_OUTSIDERS = /^(github\.(ref|ref_name|head_ref)$|inputs\.|github\.event\.|needs\.|env\.)/;

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
  "github.workflow": "GITHUB_WORKFLOW",
  "github.job": "GITHUB_JOB",
  "github.server_url": "GITHUB_SERVER_URL",
  "github.api_url": "GITHUB_API_URL",
  "runner.os": "RUNNER_OS",
  "runner.arch": "RUNNER_ARCH",
};
