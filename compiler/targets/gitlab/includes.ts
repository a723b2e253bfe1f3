import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { GitLabInclude, StageGraph } from "../../graph/model/index.ts";
import { commitOf, includeName, isPinned, LOCK_FILE, type Lock, refOf } from "../../lock/index.ts";
import { phrase } from "../include-label.ts";
import { Commented, type Yaml, type YamlMap } from "../yaml.ts";
import type { Project } from "./project-triggers.ts";

const includesOf = (project: Project) => project.flatMap(({ gitlab }) => gitlab?.include ?? []);

/** `include:`, each thing once; undefined: nothing is included. */
export function includes(project: Project, lock: Lock): Yaml | undefined {
  const printed = includesOf(project).map((one) => printInclude(one, lock));
  const once = new Map(printed.map((one) => [JSON.stringify(one), one]));
  return once.size > 0 ? [...once.values()] : undefined;
}

/** Stages that only included jobs name. */
export function includedStages(project: Project, known: readonly string[]): readonly string[] {
  const named = project.flatMap(({ gitlab }) => gitlab?.stages ?? []);
  return [...new Set(named)].filter((stage) => !known.includes(stage));
}

function printInclude(include: GitLabInclude, lock: Lock): YamlMap {
  const inputs = Object.keys(include.inputs).length ? include.inputs : undefined;
  switch (include.kind) {
    case "component":
      return { component: pinned(`${include.component}@${commitOf(include, lock)}`, include.version), inputs };
    case "file": {
      const ref = pinned(commitOf(include, lock) ?? "", include.ref);
      return { project: include.project, file: include.file, ref, inputs };
    }
    case "remote":
      return { remote: include.url, integrity: include.integrity, inputs };
    case "template":
      return { template: include.name, inputs };
  }
}

const pinned = (text: string, name: string): Yaml => (text.endsWith(name) ? text : new Commented(text, name));

/**
 * A job with all that an included file could give it: defaults and variables that it would inherit, and keys of a job of its
 * name, for those that are stated here win (docs: ci/yaml/includes, override included configuration values).
 */
export function guarded(job: YamlMap, variables: readonly string[]): YamlMap {
  const inherit = { default: false, variables };
  if (job.trigger) return { ...job, inherit };
  const absent: YamlMap = {
    before_script: [],
    after_script: [],
    services: [],
    cache: [],
    allow_failure: false,
    retry: 0,
  };
  const missing = Object.entries(absent).filter(([key]) => job[key] === undefined);
  return { ...job, ...Object.fromEntries(missing), inherit };
}

export function includeProblems(project: Project, lock: Lock): readonly Diagnostic[] {
  return project.flatMap((graph) => (graph.gitlab?.include ?? []).flatMap((one) => problemsOf(one, graph, lock)));
}

function problemsOf(include: GitLabInclude, graph: StageGraph, lock: Lock): readonly Diagnostic[] {
  const at = { at: include.location };
  const deploy = graph.jobs.find(({ kind }) => kind === "deploy");
  const moving = isPinned(include) && commitOf(include, lock) === undefined;
  return [
    ...(moving
      ? [diagnostic("WB3142", { include: includeName(include), ref: refOf(include), file: LOCK_FILE }, at)]
      : []),
    ...(deploy ? [diagnostic("WB3143", { include: phrase(include), deploy: deploy.id }, at)] : []),
  ];
}
