import { ALWAYS, and, type Expr, isEvent, or } from "../../expr/index.ts";
import type { Need, StageGraph } from "../../graph/model/index.ts";
import { triggerCondition } from "../../graph/trigger-condition.ts";
import { opaque } from "../foreign.ts";
import type { Behaviour, JobBehaviour } from "../verdict/index.ts";
import { entriesOf, type Json, memberOf, plain, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { EVENTS, readCondition } from "./condition.ts";
import { readPaths } from "./paths.ts";
import { normal } from "./normal.ts";
import { asMap, asText, asTexts, entriesAt, mapAt, textAt } from "./shape.ts";
import { knownValues, sameSpelling } from "./spelling.ts";
import { stepBehaviour } from "./step-behaviour.ts";
import { sharedLiterals } from "./text.ts";

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
      const map = asMap(value)!;
      const aspects = sameSpelling(jobAspects(key, map, workflow), knownValues(map, workflow));
      return { job: key, instance: "", at, condition, aspects };
    }),
  };
}

/**
 * The same of what a graph was compiled to: its conditions are the graph's, which the target prints exactly, but for those
 * that are GitHub's own.
 */
export function compiledBehaviour(workflow: YamlMap, graph: StageGraph): Behaviour {
  const started = startCondition(memberOf(workflow, "on"));
  const maps = new Map(entriesAt(workflow, "jobs").map(({ key, value }) => [key, asMap(value)]));
  const ofMatrix = (graph.matrices ?? []).map(
    ({ id, jobs }) => [id, graph.jobs.find((job) => job.id === jobs[0])!] as const,
  );
  const byId = new Map([...graph.jobs.map((job) => [job.id, job] as const), ...ofMatrix]);
  const matrixOf = new Map((graph.matrices ?? []).flatMap(({ id, jobs }) => jobs.map((job) => [job, id] as const)));
  const ownIf = (id: string) => {
    const condition = byId.get(id)?.native?.github?.if;
    return condition === undefined ? undefined : readCondition(textAt(maps.get(id), "if"));
  };
  const own = (id: string): Expr => ownIf(id)?.condition ?? byId.get(id)?.when ?? ALWAYS;
  const whole = (id: string): Expr => {
    const foreign = ownIf(id);
    if (foreign && foreign.status !== "success") return foreign.condition;
    const needs = byId.get(id)?.needs ?? [];
    // Under a condition of GitHub's own, its own rule holds: a need that was skipped skips what follows.
    return and(own(id), ...needs.map((need) => (foreign ? whole(matrixOf.get(need.job) ?? need.job) : met(need))));
  };
  const met = ({ job, gate }: Need): Expr => {
    const id = matrixOf.get(job) ?? job;
    return gate || ownIf(id) ? whole(id) : or(whole(id), not(own(id)));
  };
  const { jobs } = workflowBehaviour(workflow);
  return {
    jobs: jobs.map((job) => {
      const found = byId.get(job.job);
      if (!found) return job;
      const runs = ownIf(job.job) ? job.aspects.runs! : found.kind === "script" && found.finally ? "always" : "success";
      return { ...job, condition: and(started, whole(job.job)), aspects: { ...job.aspects, runs } };
    }),
  };
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
      const names =
        event === "push"
          ? ["branches", "tags", "paths", "paths-ignore"]
          : ["types", "branches", "paths", "paths-ignore"];
      const rest = [...lists].filter(([name, texts]) => !names.includes(name) || !texts);
      const given = Object.fromEntries([...lists].filter(([name, texts]) => names.includes(name) && texts));
      const { "paths-ignore": ignored, paths: included, ...others } = given;
      const paths = included ?? (ignored && ["**", ...ignored.map((glob) => `!${glob}`)]);
      const globs = paths && readPaths(paths);
      const kept: Partial<Record<string, readonly string[]>> = { ...others, ...(globs && { paths: globs }) };
      if (paths && !globs) rest.push(["paths", paths]);
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
    title: String(normal(textAt(map, "name") ?? key)),
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
    strategy: strategy ? strategyJson(normal(withTypes(plain(strategy)))) : "none",
    cancelling: concurrency ? normal(plain(concurrency)) : "none",
    schedule: schedules(memberOf(workflow, "on")),
    inputs: normal(inputs(memberOf(workflow, "on"))),
    types: eventTypes(memberOf(workflow, "on")),
    ...stepBehaviour(map, {
      shell: defaults("shell"),
      directory: defaults("working-directory"),
      container: container !== undefined,
      env: sharedLiterals(workflow, map),
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

/**
 * Values of a matrix with their types: `false` and `0` are false in an expression, `"false"` and `"0"` are true (docs: evaluate
 * expressions, literals).
 */
function withTypes(strategy: Json): Json {
  if (typeof strategy !== "object" || strategy === null || Array.isArray(strategy)) return strategy;
  const { matrix, ...rest } = strategy as Readonly<Record<string, Json>>;
  return matrix === undefined ? rest : { ...rest, matrix: valueTypes(matrix) };
}

function valueTypes(value: Json): Json {
  if (typeof value === "boolean" || value === 0 || value === null) return `(${typeof value}) ${value}`;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(valueTypes);
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>).map(([key, one]) => [key, valueTypes(one)]),
  );
}

/** Instances stop each other where nothing else is said (docs: workflow syntax, `jobs.<job_id>.strategy.fail-fast`). */
function strategyJson(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { "fail-fast": failFast, ...rest } = value as Readonly<Record<string, Json>>;
  return failFast === undefined || failFast === "true" ? rest : { ...rest, "fail-fast": failFast };
}

function schedules(on: YamlNode | undefined): Json {
  const node = on?.kind === "map" ? memberOf(on, "schedule") : undefined;
  return node?.kind === "list"
    ? node.items.map(({ value }) => numbered(textAt(asMap(value), "cron") ?? "")).sort()
    : [];
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAYS = "sun mon tue wed thu fri sat".split(" ");

/** A schedule with months and days as numbers. */
function numbered(cron: string): string {
  const named = (field: string, names: readonly string[], first: number) =>
    field.replaceAll(/[a-z]{3}/gi, (name) => {
      const index = names.indexOf(name.toLowerCase());
      return index === -1 ? name : String(index + first);
    });
  const [minute, hour, day, month = "", weekday = ""] = cron.trim().split(/\s+/);
  return [minute, hour, day, named(month, MONTHS, 1), named(weekday, DAYS, 0)].join(" ");
}

/** An input with what holds where nothing is said (docs: workflow syntax, `on.workflow_dispatch.inputs`). */
function inputJson(map: YamlMap | undefined): Json {
  const given = map ? (plain(map) as Readonly<Record<string, Json>>) : {};
  return { type: "string", required: false, description: "", default: "", ...given };
}

/** What happened of each event, where the file says it. */
function eventTypes(on: YamlNode | undefined): Json {
  if (on?.kind !== "map") return {};
  return Object.fromEntries(
    entriesOf(on).flatMap(({ key, value }) => {
      const options = asMap(value);
      const lists = ["types", "workflows"].map((name) => asTexts(options && memberOf(options, name)));
      const said = lists.flatMap((list) => (list ? [[...list].sort()] : []));
      return said.length > 0 && key !== "merge_group" ? [[key, said]] : [];
    }),
  );
}

function inputs(on: YamlNode | undefined): Json {
  if (on?.kind !== "map") return {};
  return Object.fromEntries(
    ["workflow_dispatch", "workflow_call"].flatMap((name) => {
      const event = mapAt(on, name);
      const fields = entriesAt(event, "inputs").map(({ key, value }) => [key, inputJson(asMap(value))]);
      return event ? [[name, Object.fromEntries(fields)]] : [];
    }),
  );
}
