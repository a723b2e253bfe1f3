import { defined } from "../graph/model/defined.ts";
import type { GitLabInclude, GitLabPart, IncludeInput } from "../graph/model/index.ts";
import { fieldOf, isList, nodeOf, placeOf, type Written } from "./nodes.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { stageName } from "./rules/names.ts";
import { type Rule, validate } from "./scope.ts";

/** What a pipeline has on GitLab alone; undefined where there is nothing of it. */
export function readGitLab(pipeline: Reader): GitLabPart | undefined {
  const from = pipeline.inner("gitlab");
  const include = from.list("include").flatMap((element) => readInclude(from, element) ?? []);
  const stages = [...new Set(from.texts("stages", stageName))];
  const workflow = from.has("workflow") ? from.choice("workflow", ["none"]) : undefined;
  if (include.length === 0 && stages.length === 0 && workflow === undefined) return undefined;
  return { include, stages, ...defined({ workflow }) };
}

const SOURCES = ["component", "file", "remote", "template"] as const;

function readInclude(pipeline: Reader, { value, field }: Element): GitLabInclude | undefined {
  const node = nodeOf(pipeline.scope.walk.nodes, value, "gitlabInclude");
  const source = SOURCES.find((known) => known === fieldOf(node, "source"));
  if (!node || !source) {
    pipeline.misuse(field, "a component, file, remote or template of GitLab", value);
    return undefined;
  }
  const location = placeOf(fieldOf(node, "at")) ?? pipeline.scope.at;
  const scope = { ...pipeline.scope, at: location, owner: "what GitLab includes" };
  const from = reader(scope, fieldOf(node, "options"));
  const shared = { inputs: readInputs(from), location };
  switch (source) {
    case "component": {
      const [path = "", version = ""] = from.text("component", component, "the component").split("@");
      return { ...shared, kind: "component", component: path, version };
    }
    case "file":
      return {
        ...shared,
        kind: "file",
        project: from.text("project", project),
        file: from.text("file", file),
        ref: from.text("ref", ref),
      };
    case "remote": {
      const url = from.text("url", address, "the address");
      return { ...shared, kind: "remote", url, integrity: from.text("integrity", integrity) };
    }
    case "template":
      return { ...shared, kind: "template", name: from.text("name", template, "the template") };
  }
}

function readInputs(from: Reader): GitLabInclude["inputs"] {
  const inputs = from.entries("inputs").flatMap(([name, given]): readonly (readonly [string, IncludeInput])[] => {
    if (!isInput(given)) {
      from.misuse(`inputs.${name}`, "a string, a number, true or false, or a list of strings", given);
      return [];
    }
    for (const text of [name, ...[given].flat().map(String)]) validate(from.scope, `inputs.${name}`, text, data);
    return [[name, given]];
  });
  return Object.fromEntries(inputs);
}

function isInput(value: Written): value is IncludeInput {
  if (isList(value)) return value.every((part) => typeof part === "string");
  return ["string", "number", "boolean"].includes(typeof value);
}

const match =
  (pattern: RegExp, problem: string, expected: string): Rule =>
  (value) =>
    pattern.test(value) ? undefined : { problem, expected };

const component = match(
  /^[\w.-]+(:\d+)?(\/[\w.-]+){2,}@(\d+\.\d+\.\d+(-[\w.-]+)?|[0-9a-f]{40})$/,
  "is not a component with a full version",
  "host/project/name@1.2.3, or a commit after the @",
);
const project = match(/^[\w.-]+(\/[\w.-]+)+$/, "is not the path of a project", "group/project");
const file = match(
  /^\/?[\w.@-][\w./@-]*\.ya?ml$/,
  "is not the path of a YAML file",
  "a path that ends in .yml or .yaml",
);
const ref = match(/^[\w.][\w./-]*$/, "is not a branch, tag or commit", "the name of one");
const address = match(
  /^https:\/\/[^\s$]+$/,
  "is not an address that GitLab can request",
  "an https:// address without $",
);
const integrity = match(
  /^sha256-[A-Za-z0-9+/]{43}=$/,
  "is not a digest",
  "sha256- and the SHA-256 of the file in base64: openssl dgst -sha256 -binary FILE | base64",
);
const template = match(
  /^[\w./-]+\.gitlab-ci\.yml$/,
  "is not a template of GitLab",
  "a name that ends in .gitlab-ci.yml",
);
/** GitLab would put something else in the place of these. */
export const data: Rule = (value) =>
  /\$\[\[|\$\{\{|\0/.test(value)
    ? { problem: "is not only data", expected: "a string without $[[ and ${{" }
    : undefined;
