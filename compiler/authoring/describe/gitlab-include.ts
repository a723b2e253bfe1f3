import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { DeclaredGitLab, DeclaredInclude } from "../document.ts";
import type { GitLabIncludeDeclaration } from "../gitlab-include.ts";
import type { Reader } from "./reader.ts";
import type { Walk } from "./walk.ts";

/** What a pipeline has on GitLab alone; undefined: nothing. */
export function describeGitLab(walk: Walk, pipeline: Reader): DeclaredGitLab<CallSite> | undefined {
  if (pipeline.get("gitlab") === undefined) return undefined;
  const from = pipeline.inner("gitlab");
  const include = from
    .list("include")
    .flatMap((one, index) => describeInclude(walk, from, one, from.field(`include[${index}]`)) ?? []);
  return { include, stages: from.texts("stages") };
}

type Input = DeclaredInclude<CallSite>["inputs"][string];

function describeInclude(
  walk: Walk,
  from: Reader,
  value: unknown,
  field: string,
): DeclaredInclude<CallSite> | undefined {
  const declaration = declarationOf(value) as GitLabIncludeDeclaration | undefined;
  if (declaration?.kind !== "gitlabInclude") {
    from.misuse(field, "a component, file, remote or template of GitLab", value);
    return undefined;
  }
  const options = walk.reader(declaration.options, declaration.at);
  const inputs = Object.fromEntries(
    options.entries("inputs").flatMap(([name, given]): readonly (readonly [string, Input])[] => {
      if (given === undefined) return [];
      if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return [[name, given]];
      if (Array.isArray(given) && given.every((one) => typeof one === "string")) return [[name, given]];
      options.misuse(`inputs.${name}`, "a text, a number, true or false, or a list of texts", given);
      return [];
    }),
  );
  const text = (name: string) => options.text(name);
  const shared = { at: declaration.at, inputs };
  switch (declaration.source) {
    case "component":
      return { ...shared, kind: "component", component: text("component") };
    case "file":
      return { ...shared, kind: "file", project: text("project"), file: text("file"), ref: text("ref") };
    case "remote":
      return { ...shared, kind: "remote", url: text("url"), integrity: text("integrity") };
    case "template":
      return { ...shared, kind: "template", name: text("name") };
  }
}
