import { and, or } from "../../expr/build.ts";
import type { Expr } from "../../expr/model.ts";
import type { ProjectFiles } from "../provider.ts";
import type { Behaviour, JobBehaviour } from "../verdict/index.ts";
import {
  entriesOf,
  isTagged,
  type Json,
  plain,
  memberOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from "../yaml/index.ts";
import { inProject, keepsNothing, secondsOf, text } from "./carry.ts";
import { type GitLabConfig, type GitLabJob, readGitLabConfig } from "./config.ts";
import { namesIn } from "./extend.ts";
import { listOf } from "./include.ts";
import { needsOf } from "./needs.ts";
import { type Outcome, presenceOfJob, workflowCondition } from "./presence.ts";
import { contextOf } from "./read.ts";
import { scriptLines } from "./script.ts";

/** What GitLab does with a file: each job with all that it inherits, in a normal form. */
export function gitlabBehaviour(path: string, files: ProjectFiles): Behaviour {
  const config = readGitLabConfig(path, { root: files });
  const context = contextOf(config);
  const started = startedBy(workflowCondition(config.workflow, context).outcomes);
  return {
    jobs: config.jobs.flatMap((job) => {
      const aspects = aspectsOf(job, config);
      return presenceOfJob(job, { ...context, values: valuesOf([...config.variables, ...variablesOf(job)]) })
        .outcomes.map((outcome): JobBehaviour => {
          const { kept, ...effect } = effectOf(outcome, job.node);
          return {
            job: job.name,
            instance: effect.name,
            at: job.source.at,
            condition: and(started, outcome.condition),
            aspects: { ...aspects, ...kept },
          };
        })
        .filter(({ condition }) => condition.op !== "constant" || condition.value);
    }),
  };
}

const startedBy = (outcomes: readonly Outcome[]): Expr => or(...outcomes.map(({ condition }) => condition));

const variablesOf = (job: GitLabJob): readonly YamlEntry[] => {
  const node = memberOf(job.node, "variables");
  return node?.kind === "map" ? entriesOf(node) : [];
};

/** Values of variables that hold no others, for conditions. */
export function valuesOf(entries: readonly YamlEntry[]): ReadonlyMap<string, string> {
  const known = entries.flatMap(({ key, value }): readonly (readonly [string, string])[] => {
    const given = value.kind === "map" ? memberOf(value, "value") : value;
    const found = text(given);
    return found === undefined || found.includes("$") ? [] : [[key, found]];
  });
  return new Map(known);
}

/** How a job runs under one of its rules: a name for each way, so that one way is held against the same way. */
function effectOf({ when, allowFailure, byRule, startIn, settings }: Outcome, job: YamlMap) {
  const given = allowFailure ?? memberOf(job, "allow_failure");
  const mayFail = given ? normalFailure(given) : when === "manual" && !byRule;
  const names: readonly string[] = [
    when === "on_success" ? "" : when.replace("_", " "),
    startIn === undefined || when !== "delayed" ? "" : `by ${secondsOf(startIn) ?? startIn} seconds`,
    settings ? `with ${JSON.stringify(plain(settings))}` : "",
  ];
  return {
    name: names.filter((one) => one !== "").join(" "),
    kept: { allow_failure: mayFail } satisfies Record<string, Json>,
  };
}

function normalFailure(node: YamlNode): Json {
  if (node.kind === "scalar") return node.value === true;
  const codes = node.kind === "map" ? memberOf(node, "exit_codes") : undefined;
  return codes ? { exit_codes: listOf(codes).map((one) => Number(text(one))) } : plain(node);
}

const ELSEWHERE: ReadonlySet<string> = new Set([
  "rules",
  "only",
  "except",
  "when",
  "start_in",
  "allow_failure",
  "needs",
  "dependencies",
  "variables",
  "before_script",
  "script",
  "after_script",
  "stage",
  "extends",
  "inherit",
]);

function aspectsOf(job: GitLabJob, config: GitLabConfig): Readonly<Record<string, Json>> {
  const aspects: Record<string, Json> = {};
  for (const { key, value } of entriesOf(job.node)) {
    if (ELSEWHERE.has(key) || (value.kind === "scalar" && value.value === null)) continue;
    // What a reference stands for is not known, so its own text is compared.
    const normal = Object.hasOwn(NORMAL, key) && !isTagged(value) ? NORMAL[key]!(value) : plain(value);
    if (normal !== undefined) aspects[key] = normal;
  }
  const script = normalScript(memberOf(job.node, "before_script"), memberOf(job.node, "script"));
  const last = normalScript(memberOf(job.node, "after_script"));
  if (script !== undefined) aspects.script = script;
  if (last !== undefined) aspects.after_script = last;
  const variables = normalVariables([...job.variables, ...variablesOf(job)]);
  if (Object.keys(variables).length > 0) aspects.variables = variables;
  aspects.stage = job.stage ?? ["as its templates have it"];
  aspects.needs = normalNeeds(job, config);
  if (job.templates.length > 0) aspects.templates = plain(memberOf(job.source, "extends") ?? job.source);
  const file = entriesOf(config.workflow ?? { ...job.node, entries: [], merges: [] }).filter(
    ({ key }) => key !== "rules",
  );
  if (file.length > 0) aspects.workflow = Object.fromEntries(file.map(({ key, value }) => [key, plain(value)]));
  if (config.foreign.length > 0) aspects.include = config.foreign.map(({ node }) => plain(node));
  return aspects;
}

/** Lists whose lines run in one shell, as one text. */
function normalScript(...lists: readonly (YamlNode | undefined)[]): Json | undefined {
  const given = lists.flatMap((list) => list ?? []);
  if (given.some(isTagged)) return given.map(plain);
  const lines = given.flatMap(scriptLines);
  return lines.length > 0 ? lines.map((line) => line.trimEnd()).join("\n") : undefined;
}

function normalNeeds(job: GitLabJob, config: GitLabConfig): Json {
  const { needs, downloads, optional, foreign } = needsOf(job, config);
  const known = [...new Set(needs)].toSorted().map(
    (name): Json => ({
      job: name,
      artifacts: downloads.includes(name),
      optional: optional.includes(name),
    }),
  );
  return [...known, ...foreign.map(plain)];
}

function normalVariables(entries: readonly YamlEntry[]): { readonly [key: string]: Json } {
  return Object.fromEntries(
    entries.map(({ key, value }): [string, Json] => {
      if (isTagged(value)) return [key, plain(value)];
      if (value.kind !== "map") return [key, normalText(text(value) ?? "")];
      const inner = text(memberOf(value, "value")) ?? "";
      const expand = memberOf(value, "expand");
      // Data that is not expanded is what `$$` says otherwise.
      return [
        key,
        expand?.kind === "scalar" && expand.value === false ? inner.replaceAll("$", "$$$$") : normalText(inner),
      ];
    }),
  );
}

/** `$NAME` and `${NAME}` are the same variable (docs: ci/variables/where_variables_can_be_used). */
const normalText = (given: string): string =>
  given.replaceAll(/\$\$|\$(\w+)/g, (all, name?: string) => (name === undefined ? all : `\${${name}}`));

type Normal = Readonly<Record<string, (node: YamlNode) => Json | undefined>>;

/** Keys that have several spellings of one meaning. */
const NORMAL: Normal = {
  image: normalImage,
  services: (node) => listOf(node).map(normalImage),
  tags: (node) => [...namesIn(node)].toSorted(),
  timeout: (node) => secondsOf(text(node) ?? "") ?? plain(node),
  interruptible: (node) => (node.kind === "scalar" && node.value === false ? undefined : plain(node)),
  retry: (node) => {
    if (node.kind === "scalar") return node.value === 0 ? undefined : { max: node.value, when: ["always"] };
    if (node.kind !== "map") return plain(node);
    const when = namesIn(memberOf(node, "when"));
    const codes = namesIn(memberOf(node, "exit_codes"));
    return {
      max: plain(memberOf(node, "max") ?? node),
      when: when.length === 0 && codes.length === 0 ? ["always"] : [...when].toSorted(),
      exit_codes: [...codes].toSorted(),
    };
  },
  environment: (node) => (node.kind === "scalar" ? { name: plain(node) } : plain(node)),
  resource_group: (node) => text(node) ?? plain(node),
  cache: (node) => {
    const list = listOf(node).filter((one) => !keepsNothing(one));
    return list.length > 0 ? list.map(normalCache) : undefined;
  },
  artifacts: normalArtifacts,
};

function normalImage(node: YamlNode): Json {
  if (node.kind !== "map") return { name: normalText(text(node) ?? "") };
  return Object.fromEntries(
    entriesOf(node).map(({ key, value }): [string, Json] =>
      key === "entrypoint" || key === "command"
        ? [key, [...namesIn(value)]]
        : key === "variables" && value.kind === "map"
          ? [key, normalVariables(entriesOf(value))]
          : [key, key === "name" ? normalText(text(value) ?? "") : plain(value)],
    ),
  );
}

function normalCache(node: YamlNode): Json {
  if (node.kind !== "map") return plain(node);
  const read = (key: string): Json | undefined => {
    const value = memberOf(node, key);
    return value && plain(value);
  };
  const key = memberOf(node, "key");
  const paths = memberOf(node, "paths");
  const fallback = memberOf(node, "fallback_keys");
  return {
    key: key?.kind === "map" ? plain(key) : normalText(text(key) ?? "default"),
    paths: paths ? namesIn(paths).map(inProject) : [],
    policy: read("policy") ?? "pull-push",
    when: read("when") ?? "on_success",
    untracked: read("untracked") ?? false,
    fallback_keys: fallback ? namesIn(fallback).map(normalText) : [],
    unprotect: read("unprotect") ?? false,
  };
}

function normalArtifacts(node: YamlNode): Json {
  if (node.kind !== "map") return plain(node);
  const entries = entriesOf(node).flatMap(({ key, value }): readonly (readonly [string, Json])[] => {
    if (value.kind === "scalar" && value.value === null) return [];
    if (key === "expire_in") return [[key, secondsOf(text(value) ?? "") ?? plain(value)]];
    if (key === "when" && text(value) === "on_success") return [];
    if (key === "name") return [[key, normalText(text(value) ?? "")]];
    if ((key === "paths" || key === "exclude") && namesIn(value).length === 0) return [];
    if (key === "paths" || key === "exclude") return [[key, namesIn(value).map(inProject)]];
    if (key === "reports" && value.kind === "map") {
      return [
        [
          key,
          Object.fromEntries(
            entriesOf(value).map((one) => [
              one.key,
              one.value.kind === "map" ? plain(one.value) : [...namesIn(one.value)],
            ]),
          ),
        ],
      ];
    }
    return [[key, plain(value)]];
  });
  return Object.fromEntries(entries);
}
