import type { Span } from "../../diagnostics/location.ts";
import { and, isEvent, isSet, not, or, RUN } from "../../expr/build.ts";
import { ALWAYS, type Expr, NEVER } from "../../expr/model.ts";
import { simplify } from "../../expr/simplify.ts";
import { opaque } from "../foreign.ts";
import { entriesOf, plain, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import type { GitLabJob } from "./config.ts";
import { type ConditionContext, readCondition } from "./condition.ts";
import { namesIn } from "./extend.ts";
import { readChanges } from "./globs.ts";
import { listOf } from "./include.ts";
import { ON_BRANCH, ON_TAG } from "./variables.ts";

export type When = "on_success" | "on_failure" | "always" | "manual" | "delayed";

/** One way in which a job is in a pipeline. No two of a job's conditions hold on the same run. */
export interface Outcome {
  readonly condition: Expr;
  readonly when: When;
  /** `allow_failure` as the rule has it; undefined: the job's own. */
  readonly allowFailure?: YamlNode | undefined;
  /** Manual jobs that are no rule's do not block. */
  readonly byRule: boolean;
  readonly startIn?: string | undefined;
  /** `variables`, `needs` and `interruptible` of the rule. */
  readonly settings?: YamlMap | undefined;
  readonly at: Span;
}

export interface Presence {
  readonly outcomes: readonly Outcome[];
  /** What is not quite as GitLab has it. */
  readonly changes: readonly { readonly message: string; readonly at: Span }[];
}

/** Where there is something to compare with, so that `changes` does not simply hold. */
const COMPARED = or(isEvent("pullRequest"), and(isEvent("push"), isSet(RUN.branch)));
const FIRST_PUSH =
  "GitLab takes `changes` to hold on the first push of a branch, where `run.changed` does not hold, as there is nothing to compare with";

/** When a job of a configuration is in a pipeline. One whose templates are not at hand is there when GitLab says so. */
export function presenceOfJob({ node, source, templates }: GitLabJob, context: ConditionContext): Presence {
  if (templates.length === 0 || memberOf(source, "rules")) return presenceOf(node, context);
  const said = DECIDING.flatMap((key) => memberOf(node, key) ?? []).map(plain);
  const condition = opaque(`templates ${JSON.stringify([plain(memberOf(source, "extends") ?? source), ...said])}`);
  return { outcomes: [{ condition, when: "on_success", byRule: false, at: source.at }], changes: [] };
}

const DECIDING = ["rules", "only", "except", "when", "start_in"];

/** When a job is in a pipeline: by `rules`, or by `only` and `except`. */
export function presenceOf(job: YamlMap, context: ConditionContext): Presence {
  const rules = memberOf(job, "rules");
  if (rules) return readRules(listOf(rules), job, context);
  const changes: { message: string; at: Span }[] = [];
  const only = memberOf(job, "only");
  const except = memberOf(job, "except");
  const wanted = only ? policy(only, "only", context, changes) : or(ON_BRANCH, ON_TAG);
  const refused = except ? policy(except, "except", context, changes) : NEVER;
  const condition = simplify(and(wanted, not(refused)));
  const when = whenOf(memberOf(job, "when")) ?? "on_success";
  return {
    outcomes:
      when === "never"
        ? []
        : [{ condition, when, byRule: false, startIn: textOf(memberOf(job, "start_in")), at: job.at }],
    changes,
  };
}

/** The condition of `workflow:rules`; always, where there are none. */
export function workflowCondition(workflow: YamlMap | undefined, context: ConditionContext): Presence {
  const rules = workflow && memberOf(workflow, "rules");
  if (!rules) {
    const at = workflow?.at ?? { file: "", line: 1, column: 1 };
    return { outcomes: [{ condition: ALWAYS, when: "on_success", byRule: false, at }], changes: [] };
  }
  return readRules(listOf(rules), workflow, context);
}

/**
 * The first rule that matches decides. From the last to the first, each either adds its runs to those of what it does, or
 * takes them away: so the conditions grow with the number of rules only.
 */
function readRules(rules: readonly YamlNode[], job: YamlMap, context: ConditionContext): Presence {
  const changes: { message: string; at: Span }[] = [];
  const standard = whenOf(memberOf(job, "when")) ?? "on_success";
  const read = rules.map((rule): Rule => {
    const map: YamlMap = rule.kind === "map" ? rule : { kind: "map", at: rule.at, entries: [], merges: [] };
    const holds = rule.kind === "map" ? ruleCondition(map, context, changes) : opaque(JSON.stringify(plain(rule)));
    const when = whenOf(memberOf(map, "when")) ?? standard;
    if (when === "never") return { holds };
    const effect = {
      when,
      byRule: true,
      allowFailure: memberOf(map, "allow_failure"),
      startIn: textOf(memberOf(map, "start_in") ?? memberOf(job, "start_in")),
      settings: settingsOf(map),
      at: rule.at,
    };
    return { holds, effect, key: keyOf(effect) };
  });
  const effects = new Map<string, Effect>(
    read.flatMap(({ effect, key }) => (effect && key ? [[key, effect] as const] : [])).toReversed(),
  );
  const outcomes = [...effects].toReversed().map(([key, effect]): Outcome => {
    let condition: Expr = NEVER;
    for (const rule of read.toReversed()) {
      condition = rule.key === key ? or(rule.holds, condition) : and(not(rule.holds), condition);
    }
    return { ...effect, condition: simplify(condition) };
  });
  return { outcomes: outcomes.filter(({ condition }) => condition.op !== "constant" || condition.value), changes };
}

type Effect = Omit<Outcome, "condition">;

interface Rule {
  readonly holds: Expr;
  /** Absent: the job is not there. */
  readonly effect?: Effect;
  readonly key?: string;
}

/** Rules that do the same are one. */
const keyOf = ({ when, startIn, allowFailure, settings }: Effect) =>
  JSON.stringify([when, startIn, allowFailure && plain(allowFailure), settings && plain(settings)]);

const SETTINGS: ReadonlySet<string> = new Set(["variables", "needs", "interruptible", "auto_cancel"]);

function settingsOf(rule: YamlMap): YamlMap | undefined {
  const entries = entriesOf(rule).filter(({ key }) => SETTINGS.has(key));
  return entries.length > 0 ? { ...rule, entries, merges: [] } : undefined;
}

function ruleCondition(rule: YamlMap, context: ConditionContext, notes: Presence["changes"][number][]): Expr {
  const parts: Expr[] = [];
  for (const { key, value } of entriesOf(rule)) {
    if (key === "if") {
      const { condition, changes } = readCondition(String(value.kind === "scalar" ? value.value : ""), context);
      notes.push(...changes.map((message) => ({ message, at: value.at })));
      parts.push(condition);
    } else if (key === "changes") {
      parts.push(changesCondition(value, notes));
    } else if (key === "exists") {
      // Files come and go, and the language asks for those that changed.
      parts.push(opaque(`exists ${JSON.stringify(plain(value))}`));
    }
  }
  return and(...parts);
}

function changesCondition(node: YamlNode, notes: Presence["changes"][number][]): Expr {
  const compareTo = node.kind === "map" ? memberOf(node, "compare_to") : undefined;
  if (compareTo) return opaque(`changes ${JSON.stringify(plain(node))}`);
  const paths = namesIn(node.kind === "map" ? memberOf(node, "paths") : node);
  notes.push({ message: FIRST_PUSH, at: node.at });
  return or(and(COMPARED, readChanges(paths)), not(COMPARED));
}

function whenOf(node: YamlNode | undefined): When | "never" | undefined {
  // A word that GitLab refuses stands for itself, so that it equals nothing else.
  return textOf(node) as When | "never" | undefined;
}

const textOf = (node: YamlNode | undefined): string | undefined =>
  node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined;

/** `only` holds where each kind of test in it does, `except` where any does (docs: ci/yaml/deprecated_keywords). */
function policy(
  node: YamlNode,
  keyword: "only" | "except",
  context: ConditionContext,
  notes: Presence["changes"][number][],
): Expr {
  if (node.kind !== "map") return or(...namesIn(node).map(refCondition));
  const parts: Expr[] = [];
  const refs = memberOf(node, "refs");
  if (refs) parts.push(or(...namesIn(refs).map(refCondition)));
  // `only` without refs has those of a job that says nothing.
  else if (keyword === "only") parts.push(or(ON_BRANCH, ON_TAG));
  const variables = memberOf(node, "variables");
  if (variables) {
    parts.push(
      or(
        ...namesIn(variables).map((text) => {
          const { condition, changes } = readCondition(text, context);
          notes.push(...changes.map((message) => ({ message, at: variables.at })));
          return condition;
        }),
      ),
    );
  }
  const changes = memberOf(node, "changes");
  if (changes) parts.push(changesCondition(changes, notes));
  if (memberOf(node, "kubernetes")) parts.push(opaque("kubernetes: active"));
  return keyword === "only" ? and(...parts) : or(...parts);
}

/** What `only` names is a keyword, a source in the plural, a ref, or a pattern (`lib/gitlab/ci/build/policy/refs.rb`). */
function refCondition(text: string): Expr {
  const [, name = text, project] = /^(.*?)(?:@(.*))?$/s.exec(text) ?? [];
  if (project !== undefined) return and(refCondition(name), opaque(`project ${project}`));
  switch (name) {
    case "branches":
      return ON_BRANCH;
    case "tags":
      return ON_TAG;
    case "merge_requests":
      return isEvent("pullRequest");
    case "pushes":
      return isEvent("push");
    case "schedules":
      return isEvent("schedule");
    case "web":
      return isEvent("manual");
    case "api":
    case "chat":
    case "external":
      return source(name);
    case "triggers":
      return source("trigger");
    case "pipelines":
      return source("pipeline");
    case "external_pull_requests":
      return source("external_pull_request_event");
  }
  if (!/^\/.*\/i?$/s.test(name)) return or(refEquals(name, "branch"), refEquals(name, "tag"));
  const test = (variable: "CI_COMMIT_BRANCH" | "CI_COMMIT_TAG") =>
    readCondition(`$${variable} =~ ${name}`, { values: new Map() }).condition;
  return or(and(ON_BRANCH, test("CI_COMMIT_BRANCH")), and(ON_TAG, test("CI_COMMIT_TAG")));
}

const source = (name: string): Expr =>
  readCondition(`$CI_PIPELINE_SOURCE == "${name}"`, { values: new Map() }).condition;

const refEquals = (name: string, on: "branch" | "tag"): Expr => ({ op: "equal", variable: RUN[on], value: name });
