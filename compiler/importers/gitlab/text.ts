import { WITHOUT_DOLLAR } from "../../targets/gitlab/expansion.ts";
import { PREDEFINED } from "../../targets/gitlab/predefined.ts";
import type { Reference, TextValue, Value } from "../model.ts";

/** Facts of a run that GitLab has as variables, under the names of `runFacts`. Free texts of outsiders are left to GitLab. */
const FACTS: Readonly<Record<string, string>> = {
  CI_COMMIT_BRANCH: "branch",
  CI_COMMIT_TAG: "tag",
  CI_COMMIT_SHA: "sha",
  GITLAB_USER_LOGIN: "actor",
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "sourceBranch",
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "targetBranch",
  CI_MERGE_REQUEST_IID: "pullRequestNumber",
  CI_PROJECT_PATH: "repository",
  CI_DEFAULT_BRANCH: "defaultBranch",
};

/** What a variable of GitLab's is in a value. */
function referenceTo(name: string): Reference {
  if (FACTS[name] !== undefined) return { kind: "fact", name: FACTS[name] };
  return { kind: PREDEFINED.has(name) ? "gitlabVariable" : "vars", name };
}

/** The same where GitLab itself reads the value, before a job of ours runs: in the name of an image. */
const variableIn = (name: string): Reference => ({ kind: PREDEFINED.has(name) ? "gitlabVariable" : "vars", name });

/** `$NAME` and `${NAME}` are replaced by GitLab's runner, and `$$` is one `$` (docs: ci/variables/where_variables_can_be_used). */
const EXPANSION = /\$\$|\$(\w+)|\$\{(\w+)\}/g;

/** Whether the runner replaces something in a text. */
export const isExpanded = (text: string): boolean => /\$(?:\$|\w|\{\w+\})/.test(text);

/** A text as the runner reads it: data, with variables in it. */
export const textOf = (text: string): string | TextValue => partsOf(text, referenceTo);

/** The name of an image, with variables in it. */
export const imageTextOf = (text: string): string | TextValue => partsOf(text, variableIn);

function partsOf(text: string, refer: (name: string) => Reference): string | TextValue {
  const parts: (string | Reference)[] = [];
  let end = 0;
  let plain = "";
  for (const found of text.matchAll(EXPANSION)) {
    plain += text.slice(end, found.index);
    end = found.index + found[0].length;
    const name = found[1] ?? found[2];
    if (name === undefined) {
      plain += "$";
      continue;
    }
    if (plain !== "") parts.push(plain);
    parts.push(refer(name));
    plain = "";
  }
  plain += text.slice(end);
  if (parts.length === 0) return plain;
  if (plain !== "") parts.push(plain);
  return { kind: "text", parts };
}

/**
 * The value of a variable. A fact that may have a `$` in it stays GitLab's variable, because GitLab's runner expands it once more
 * there, and the language would not.
 */
export const variableValueOf = (text: string): Value =>
  alone(
    partsOf(text, (name) => {
      const fact = referenceTo(name);
      return fact.kind === "fact" && !WITHOUT_DOLLAR.includes(fact.name) ? variableIn(name) : fact;
    }),
  );

/** A text in which nothing but a reference stands is that reference. */
export const valueOfText = (text: string): Value => alone(textOf(text));

function alone(value: string | TextValue): Value {
  if (typeof value === "string") return value;
  return value.parts.length === 1 && typeof value.parts[0] !== "string" ? (value.parts[0] as Value) : value;
}
