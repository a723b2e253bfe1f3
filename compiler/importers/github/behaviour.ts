import { ALWAYS, and, type Expr, isEvent, or } from "../../expr/index.ts";
import type { Need, StageGraph } from "../../graph/model/index.ts";
import { triggerCondition } from "../../graph/trigger-condition.ts";
import { opaque } from "../foreign.ts";
import type { Behaviour, JobBehaviour } from "../verdict/index.ts";
import { entriesOf, type Json, memberOf, plain, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { EVENTS, readCondition } from "./condition.ts";
import { parseExpression, printExpression } from "./expression.ts";
import { asMap, asText, asTexts, entriesAt, mapAt, textAt } from "./shape.ts";
import { stepBehaviour } from "./step-behaviour.ts";

/** What GitHub does with a workflow, as its own rules say. */
export function workflowBehaviour(workflow: YamlMap): Behaviour {
  const started = startCondition(memberOf(workflow, "on"));
  const jobs = new Map(
    entriesAt(workflow, "jobs").flatMap((entry) => (asMap(entry.value) ? [[entry.key, entry]] : [])),
  );
  const known = new Map<string, Expr>();
  const conditionOf = (key: string, path: readonly string[] = []): Expr => {
    const found = known.get(key);
    if (found) return found;
    const map = asMap(jobs.get(key)?.value);
    if (!map || path.includes(key)) return ALWAYS;
    const { condition, status } = readCondition(textAt(map, "if"));
    const needs = asTexts(memberOf(map, "needs")) ?? [];
    // A need that was skipped skips what follows, unless a function of status is named (docs: jobs.<job_id>.needs).
    const whole = and(
      condition,
      ...(status === "success" ? needs.map((need) => conditionOf(need, [...path, key])) : []),
    );
    known.set(key, whole);
    return whole;
  };
  return {
    jobs: [...jobs.values()].map(({ key, value, keyAt }): JobBehaviour => {
      const at = { ...keyAt, endLine: value.at.endLine ?? keyAt.line };
      const condition = and(started, conditionOf(key));
      return { job: key, instance: "", at, condition, aspects: jobAspects(key, asMap(value)!, workflow) };
    }),
  };
}

/** The same of what a graph was compiled to: its conditions are the graph's, which the target prints exactly. */
export function compiledBehaviour(workflow: YamlMap, graph: StageGraph): Behaviour {
  const started = or(...graph.triggers.map(triggerCondition));
  const byId = new Map(graph.jobs.map((job) => [job.id, job]));
  const own = (id: string): Expr => byId.get(id)?.when ?? ALWAYS;
  const whole = (id: string): Expr => and(own(id), ...(byId.get(id)?.needs ?? []).map((need) => met(need)));
  const met = ({ job, gate }: Need): Expr => (gate ? whole(job) : or(whole(job), not(own(job))));
  const { jobs } = workflowBehaviour(workflow);
  return { jobs: jobs.map((job) => (byId.has(job.job) ? { ...job, condition: and(started, whole(job.job)) } : job)) };
}

const not = (expr: Expr): Expr => ({ op: "not", operand: expr });

/** Which runs `on` starts. A filter that the language has not is a condition of its own. */
function startCondition(on: YamlNode | undefined): Expr {
  const events =
    on?.kind === "map"
      ? entriesOf(on).map(({ key, value }) => ({ key, options: asMap(value) }))
      : (asTexts(on) ?? []).map((key) => ({ key, options: undefined }));
  const location = { file: "", line: 1, column: 1 };
  return or(
    ...events.map(({ key, options }): Expr => {
      const event = EVENTS[key];
      if (!event) return opaque(`github.event_name == '${key}'`);
      if (event !== "push" && event !== "pullRequest") return isEvent(event);
      const lists = new Map((options ? entriesOf(options) : []).map((entry) => [entry.key, asTexts(entry.value)]));
      const names = event === "push" ? ["branches", "tags", "paths"] : ["branches", "paths"];
      const rest = [...lists].filter(([name, texts]) => !names.includes(name) || !texts);
      const kept = Object.fromEntries([...lists].filter(([name, texts]) => names.includes(name) && texts));
      const trigger =
        event === "push"
          ? { kind: event, location, ...kept }
          : {
              kind: event,
              location,
              ...(kept.branches && { targets: kept.branches }),
              ...(kept.paths && { paths: kept.paths }),
            };
      return and(
        triggerCondition(trigger),
        ...rest.map(([name, texts]) => opaque(`${key}.${name} ${JSON.stringify(texts)}`)),
      );
    }),
  );
}

/** Keys that are read below, or by conditions. */
const READ = new Set(
  "name needs if runs-on container timeout-minutes permissions env defaults steps outputs environment strategy".split(
    " ",
  ),
);

function jobAspects(key: string, map: YamlMap, workflow: YamlMap): JobBehaviour["aspects"] {
  const defaults = (name: string) =>
    textAt(mapAt(mapAt(map, "defaults"), "run"), name) ?? textAt(mapAt(mapAt(workflow, "defaults"), "run"), name);
  const rights = memberOf(map, "permissions") ?? memberOf(workflow, "permissions");
  const container = memberOf(map, "container");
  const needs = asTexts(memberOf(map, "needs")) ?? [];
  const { status } = readCondition(textAt(map, "if"));
  const strategy = memberOf(map, "strategy");
  const concurrency = memberOf(workflow, "concurrency");
  const others = entriesOf(map).filter((entry) => !READ.has(entry.key));
  return {
    title: textAt(map, "name") ?? key,
    machine:
      asTexts(memberOf(map, "runs-on")) ?? (memberOf(map, "runs-on") ? plain(memberOf(map, "runs-on")!) : "none"),
    container: container ? containerJson(container) : "none",
    timeout: Number(textAt(map, "timeout-minutes") ?? 360) || textAt(map, "timeout-minutes")!,
    permissions: rights ? permissionJson(rights) : "the repository's default",
    env: normal({ ...json(memberOf(workflow, "env")), ...json(memberOf(map, "env")) }),
    needs: [...needs].sort(),
    runs: status,
    environment: environmentJson(memberOf(map, "environment")),
    outputs: normal(json(memberOf(map, "outputs"))),
    strategy: strategy ? normal(plain(strategy)) : "none",
    cancelling: concurrency ? normal(plain(concurrency)) : "none",
    schedule: schedules(memberOf(workflow, "on")),
    inputs: normal(inputs(memberOf(workflow, "on"))),
    ...stepBehaviour(map, {
      shell: defaults("shell"),
      directory: defaults("working-directory"),
      container: container !== undefined,
    }),
    ...Object.fromEntries(others.map((entry) => [entry.key, normal(plain(entry.value))])),
  };
}

const json = (node: YamlNode | undefined): { readonly [key: string]: Json } => {
  const value = node && plain(node);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {};
};

function containerJson(node: YamlNode): Json {
  return node.kind === "map" ? normal(plain(node)) : { image: asText(node) ?? "" };
}

function permissionJson(node: YamlNode): Json {
  const value = plain(node);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, level]) => level !== "none"));
}

function environmentJson(node: YamlNode | undefined): Json {
  if (!node) return "none";
  return node.kind === "map" ? normal(plain(node)) : { name: asText(node) ?? "" };
}

function schedules(on: YamlNode | undefined): Json {
  const node = on?.kind === "map" ? memberOf(on, "schedule") : undefined;
  return node?.kind === "list" ? node.items.map(({ value }) => textAt(asMap(value), "cron") ?? "").sort() : [];
}

function inputs(on: YamlNode | undefined): Json {
  if (on?.kind !== "map") return {};
  return Object.fromEntries(
    ["workflow_dispatch", "workflow_call"].flatMap((name) => {
      const event = mapAt(on, name);
      return event ? [[name, json(memberOf(event, "inputs"))]] : [];
    }),
  );
}

/** Expressions in one spelling, and what is a text to GitHub as a text. */
export function normal(value: Json): Json {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[\s\S])*)\}\}/g, (whole, inner: string) => {
      const tree = parseExpression(inner);
      return tree ? `\${{ ${printExpression(tree)} }}` : whole;
    });
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "";
  if (Array.isArray(value)) return value.map(normal);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
}
