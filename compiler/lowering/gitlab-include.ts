import type { DeclarationDocument, DeclaredInclude } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { GitLabInclude, GitLabPart, StageGraph } from "../graph/model/index.ts";
import { checked, type Rule, type Scope } from "./report.ts";

/** Nothing where there is nothing of it. */
export function lowerGitLab(outer: Scope, { gitlab }: DeclarationDocument<Location>): Pick<StageGraph, "gitlab"> {
  if (!gitlab || gitlab.include.length === 0) return {};
  const part: GitLabPart = {
    include: gitlab.include.map((one) => lowerInclude({ ...outer, at: one.at, owner: "what GitLab includes" }, one)),
    stages: [...new Set(gitlab.stages.map((name) => checked(outer, "gitlab.stages", name, stage)))],
  };
  return { gitlab: part };
}

function lowerInclude(scope: Scope, include: DeclaredInclude<Location>): GitLabInclude {
  for (const [name, value] of Object.entries(include.inputs)) {
    for (const text of [name, ...[value].flat().map(String)]) checked(scope, `inputs.${name}`, text, data);
  }
  const shared = { inputs: include.inputs, location: include.at };
  switch (include.kind) {
    case "component": {
      const [path = "", version = ""] = checked(scope, "the component", include.component, component).split("@");
      return { ...shared, kind: "component", component: path, version };
    }
    case "file":
      return {
        ...shared,
        kind: "file",
        project: checked(scope, "project", include.project, project),
        file: checked(scope, "file", include.file, file),
        ref: checked(scope, "ref", include.ref, ref),
      };
    case "remote":
      return {
        ...shared,
        kind: "remote",
        url: checked(scope, "the address", include.url, address),
        integrity: checked(scope, "integrity", include.integrity, integrity),
      };
    case "template":
      return { ...shared, kind: "template", name: checked(scope, "the template", include.name, template) };
  }
}

const match =
  (pattern: RegExp, is: string, write: string): Rule =>
  (value) =>
    pattern.test(value) ? undefined : { is, write };

const stage = match(/^[\w .-]{1,255}$/, "is no name of a stage", "letters, digits, spaces, and . _ -");
const component = match(
  /^[\w.-]+(:\d+)?(\/[\w.-]+){2,}@(\d+\.\d+\.\d+(-[\w.-]+)?|[0-9a-f]{40})$/,
  "is no component with a whole version",
  "host/project/name@1.2.3, or a commit after the @",
);
const project = match(/^[\w.-]+(\/[\w.-]+)+$/, "is no path of a project", "group/project");
const file = match(/^\/?[\w.@-][\w./@-]*\.ya?ml$/, "is no path of a YAML file", "a path that ends in .yml or .yaml");
const ref = match(/^[\w.][\w./-]*$/, "is no branch, tag or commit", "the name of one");
const address = match(/^https:\/\/[^\s$]+$/, "is no address that GitLab can ask", "an https:// address without $");
const integrity = match(
  /^sha256-[A-Za-z0-9+/]{43}=$/,
  "is no digest",
  "sha256- and the SHA-256 of the file in base64: openssl dgst -sha256 -binary FILE | base64",
);
const template = match(/^[\w./-]+\.gitlab-ci\.yml$/, "is no template of GitLab", "a name that ends in .gitlab-ci.yml");
/** GitLab would put something else in the place of these. */
const data = (value: string) =>
  /\$\[\[|\$\{\{|\0/.test(value) ? { is: "is not data alone", write: "a text without $[[ and ${{" } : undefined;
