import type { Reference, TextValue, Value } from "../model.ts";

/** Facts of a run that GitLab has as variables, under the names of `runFacts`. */
const FACTS: Readonly<Record<string, string>> = {
  CI_COMMIT_BRANCH: "branch",
  CI_COMMIT_TAG: "tag",
  CI_COMMIT_SHA: "sha",
  GITLAB_USER_LOGIN: "actor",
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "sourceBranch",
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "targetBranch",
};

/** What a variable of GitLab's is in a value. */
export const referenceTo = (name: string): Reference =>
  FACTS[name] === undefined ? { kind: "vars", name } : { kind: "fact", name: FACTS[name] };

/** `$NAME` and `${NAME}` are replaced by GitLab's runner, and `$$` is one `$` (docs: ci/variables/where_variables_can_be_used). */
const EXPANSION = /\$\$|\$(\w+)|\$\{(\w+)\}/g;

/** Whether the runner replaces something in a text. */
export const isExpanded = (text: string): boolean => /\$(?:\$|\w|\{\w+\})/.test(text);

/** A text as the runner reads it: data, with variables in it. */
export function textOf(text: string): string | TextValue {
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
    parts.push(referenceTo(name));
    plain = "";
  }
  plain += text.slice(end);
  if (parts.length === 0) return plain;
  if (plain !== "") parts.push(plain);
  return { kind: "text", parts };
}

/** A text in which nothing but a reference stands is that reference. */
export function valueOfText(text: string): Value {
  const value = textOf(text);
  if (typeof value === "string") return value;
  return value.parts.length === 1 && typeof value.parts[0] !== "string" ? (value.parts[0] as Value) : value;
}
