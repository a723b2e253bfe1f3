import { unreadable } from "../foreign.ts";
import { callOf, dataValue, type ImportedJob, type ImportedStep, type Options, object, type Value } from "../model.ts";
import type { Span } from "../../diagnostics/location.ts";
import { entriesOf, type Json, memberOf, plain, type YamlEntry, type YamlMap } from "../yaml/index.ts";
import { isSayable, readCondition } from "./condition.ts";
import { readCheckout } from "./checkout.ts";
import type { Kept } from "./kept.ts";
import { readMatrix } from "./matrix.ts";
import { nativeStepKeys } from "./native-step.ts";
import { readPermissions } from "./permissions.ts";
import { readPlace } from "./place.ts";
import { readServices } from "./services.ts";
import { asMap, asText, asTexts, entriesAt, mapAt, textAt } from "./shape.ts";
import { namedOptions, readEnv, readStep, shownName } from "./step.ts";
import { OUTPUT_NAME, readText, sharedLiterals, type TextScope } from "./text.ts";

export interface ReadJob {
  readonly job: ImportedJob;
  /** What means something else now, for people. */
  readonly changed: readonly string[];
  /** Steps that stay GitHub's own, with the reason. */
  readonly kept: readonly KeptStep[];
}

export interface KeptStep {
  readonly at: Span;
  readonly reason: string;
}

/** Keys that have an option of their own; all others are kept as they are. */
const READ = new Set(
  "name needs if strategy runs-on permissions timeout-minutes container services env defaults steps environment continue-on-error outputs".split(
    " ",
  ),
);

/** One job of a workflow. What the language does not say is kept as GitHub has it: keys, steps, or the whole job. */
export function readJob(entry: YamlEntry, workflow: YamlMap, scope: TextScope, kept: Kept): ReadJob | undefined {
  const map = asMap(entry.value);
  if (!map) return undefined;
  if (memberOf(map, "uses")) return calledWorkflow(entry, map);
  if (kept.whole || memberOf(map, "steps")?.kind !== "list") return wholeJob(entry, map, workflow);
  const native: Record<string, Json> = {};
  const keep = (key: string) => {
    const node = memberOf(map, key);
    if (node) native[key] = plain(node);
  };
  /** The option, or nothing where the key is kept. */
  const said = <T extends object>(key: string, read: () => T | Refused): Partial<T> => {
    const found = kept.keys.has(key) ? REFUSED : read();
    if (!("refused" in found)) return found;
    keep(key);
    return {};
  };
  for (const { key } of entriesOf(map)) if (!READ.has(key)) keep(key);
  const { matrix } = said("strategy", () => orRefused(readMatrix(map)));
  const inner: TextScope = { ...scope, axes: new Set(matrix?.axes ?? []) };
  const place = readPlace(map, inner.axes, kept);
  Object.assign(native, place.native);
  const condition = said("if", () => conditionOf(map, inner));
  const rights = said("permissions", () => readPermissions(map, true));
  const services = said("services", () => readServices(map, inner));
  const title = said("name", () => readTitle(map, inner));
  const environment = said("environment", () => readEnvironment(map));
  const limits = {
    ...said("timeout-minutes", () => readTimeout(map)),
    ...said("continue-on-error", () => readAllowed(map)),
  };
  const env = readVariables([workflow, map], inner, kept);
  if (Object.keys(env.native).length > 0) native.env = env.native;
  const directory = directoryOf(map, workflow);
  const ownDefaults = directory?.includes("${{") || kept.keys.has("defaults");
  if (ownDefaults) native.defaults = defaultsOf(map, workflow);
  const checkout = kept.keys.has("checkout") ? { option: false, first: false } : readCheckout(map, inner);
  const steps = readSteps(map, workflow, {
    hasCheckout: checkout.first,
    scope: inner,
    kept,
    isDefaultKept: ownDefaults === true,
  });
  const outputs = said("outputs", () => readOutputs(map, { ...inner, steps: steps.named }));
  const options: Options = {
    title: title.title,
    ...place.options,
    shell: steps.shell,
    ...(condition.always && { finally: true }),
    ...limits,
    permissions: rights.permissions,
    checkout: checkout.option,
    environment: environment.value,
    env: env.value,
    services: services.services,
    workingDirectory: ownDefaults ? undefined : directory,
    outputs: outputs.outputs,
    native: Object.keys(native).length ? object({ github: dataValue(native) }) : undefined,
  };
  const job: ImportedJob = {
    ...placeOf(entry, map),
    ...{ kind: "job", needs: asTexts(memberOf(map, "needs")) ?? [], steps: steps.steps, spreads: [], options },
    ...(condition.when && { when: condition.when }),
    ...(matrix && { matrix }),
  };
  return { job, changed: steps.changed, kept: steps.native };
}

type Refused = { readonly refused: string };
const REFUSED: Refused = { refused: "" };

const orRefused = <T extends { readonly refused?: string }>(read: T): T | Refused =>
  read.refused === undefined ? read : { refused: read.refused };

const placeOf = (entry: YamlEntry, map: YamlMap) => ({
  ...{ id: entry.key, at: { ...entry.keyAt, endLine: map.at.endLine ?? map.at.line }, comments: entry.comments },
});

/** A job that is a workflow, of this repository or of another one. */
function calledWorkflow(entry: YamlEntry, map: YamlMap): ReadJob {
  const { uses, with: given, secrets, needs: _, ...rest } = plain(map) as Record<string, Json>;
  const options: Options = {
    workflow: String(uses),
    with: given === undefined ? undefined : dataValue(given),
    secrets: secrets === undefined ? undefined : dataValue(secrets),
    native: Object.keys(rest).length ? object({ github: dataValue(rest) }) : undefined,
  };
  const needs = asTexts(memberOf(map, "needs")) ?? [];
  const job: ImportedJob = { ...placeOf(entry, map), kind: "workflow", needs, steps: [], spreads: [], options };
  return { job, changed: [], kept: [] };
}

/** A job with all its keys, and with what the file says for all jobs. */
function wholeJob(entry: YamlEntry, map: YamlMap, workflow: YamlMap): ReadJob {
  const { needs: _, ...keys } = plain(map) as Record<string, Json>;
  const env = Object.fromEntries(
    [workflow, map].flatMap((one) => entriesAt(one, "env")).map(({ key, value }) => [key, plain(value)]),
  );
  const defaults = defaultsOf(map, workflow);
  const github = {
    ...keys,
    ...(Object.keys(env).length > 0 && { env }),
    ...(Object.keys(defaults).length > 0 && { defaults }),
  };
  const needs = asTexts(memberOf(map, "needs")) ?? [];
  const options: Options = { github: dataValue(github) };
  return {
    job: { ...placeOf(entry, map), kind: "native", needs, steps: [], spreads: [], options },
    changed: [],
    kept: [],
  };
}

function conditionOf(map: YamlMap, scope: TextScope) {
  const text = textAt(map, "if");
  const { condition, status } = readCondition(text);
  if (unreadable(condition).length > 0 || !isSayable(condition, scope) || (status !== "success" && status !== "always"))
    return REFUSED;
  return { when: text === undefined ? undefined : condition, always: status === "always" };
}

/** The name of its check, which rules of the repository may ask for. */
function readTitle(map: YamlMap, scope: TextScope): { readonly title: Value | undefined } | Refused {
  const name = textAt(map, "name");
  if (name === undefined) return { title: undefined };
  const read = readText(name, scope);
  if ("unknown" in read || read.parts.some((part) => typeof part !== "string" && part.kind !== "axis")) return REFUSED;
  return { title: { kind: "text", parts: read.parts } };
}

/** Outputs of a job, each of which is one of a step. */
function readOutputs(map: YamlMap, scope: TextScope): { readonly outputs?: Value } | Refused {
  const read: Record<string, Value> = {};
  for (const { key, value } of entriesAt(map, "outputs")) {
    const found = readText(asText(value) ?? "", scope);
    const [part, ...others] = "unknown" in found ? [] : found.parts;
    if (!OUTPUT_NAME.test(key) || typeof part !== "object" || part.kind !== "stepOutput" || others.length > 0)
      return REFUSED;
    read[key] = part;
  }
  return Object.keys(read).length > 0 ? { outputs: object(read) } : {};
}

function readTimeout(map: YamlMap): { readonly timeout?: string } | Refused {
  const text = textAt(map, "timeout-minutes");
  if (text === undefined) return {};
  return /^[1-9]\d*$/.test(text) ? { timeout: `${text} ${text === "1" ? "minute" : "minutes"}` } : REFUSED;
}

function readAllowed(map: YamlMap): { readonly allowFailure?: true } | Refused {
  const text = textAt(map, "continue-on-error");
  if (text === undefined || text === "false") return {};
  return text === "true" ? { allowFailure: true } : REFUSED;
}

/** A name alone, or with an address. */
function readEnvironment(map: YamlMap): { readonly value?: Value } | Refused {
  const node = memberOf(map, "environment");
  if (!node) return {};
  const name = asText(node) ?? textAt(asMap(node), "name");
  const url = textAt(asMap(node), "url");
  const others = asMap(node) ? entriesOf(asMap(node)!).some(({ key }) => key !== "name" && key !== "url") : false;
  if (name === undefined || others || /\$\{\{/.test(`${name}${url ?? ""}`)) return REFUSED;
  return { value: object({ name, url }) };
}

/** Variables that the language has, and those that only GitHub can compute. */
function readVariables(levels: readonly YamlMap[], scope: TextScope, kept: Kept) {
  const read: Record<string, Value> = {};
  const native: Record<string, Json> = {};
  for (const level of levels) {
    for (const entry of entriesAt(level, "env")) {
      delete read[entry.key];
      delete native[entry.key];
      const one = readEnv(
        {
          ...level,
          merges: [],
          entries: [{ ...entry, key: "env", value: { ...level, merges: [], entries: [entry] } }],
        },
        scope,
      );
      // The language gives a secret to the steps alone, never to the actions of Waybill's own.
      const hasSecret = /\$\{\{[^}]*(?:\bsecrets\b|github\.token)/i.test(asText(entry.value) ?? "");
      if ("refused" in one || hasSecret || kept.keys.has("env")) native[entry.key] = plain(entry.value);
      else Object.assign(read, one.env && typeof one.env === "object" && "entries" in one.env ? one.env.entries : {});
    }
  }
  return { value: Object.keys(read).length ? object(read) : undefined, native };
}

const runDefault = (level: YamlMap, key: string) => textAt(mapAt(mapAt(level, "defaults"), "run"), key);
const directoryOf = (map: YamlMap, workflow: YamlMap) =>
  runDefault(map, "working-directory") ?? runDefault(workflow, "working-directory");

/** `defaults` of the job with those of the file. */
function defaultsOf(map: YamlMap, workflow: YamlMap): Record<string, Json> {
  const run = Object.fromEntries(
    [workflow, map]
      .flatMap((level) => entriesAt(mapAt(level, "defaults"), "run"))
      .map(({ key, value }) => [key, plain(value)]),
  );
  return Object.keys(run).length > 0 ? { run } : {};
}

interface StepsScope {
  /** The first step is the checkout, which an option says. */
  readonly hasCheckout: boolean;
  readonly scope: TextScope;
  readonly kept: Kept;
  /** The defaults of scripts are kept as GitHub has them. */
  readonly isDefaultKept: boolean;
}

function readSteps(map: YamlMap, workflow: YamlMap, { hasCheckout, scope, kept: wanted, isDefaultKept }: StepsScope) {
  const node = memberOf(map, "steps");
  const items = node?.kind === "list" ? node.items : [];
  const text = JSON.stringify(plain(map));
  const outputsOf = (id: string) => [
    ...new Set(
      [...text.matchAll(/steps\.([\w-]+)\.outputs\.([A-Za-z_][\w-]*)/g)].flatMap(([, of, name]) =>
        of === id ? [name!] : [],
      ),
    ),
  ];
  const before = new Set<string>();
  const referred = new Set([...text.matchAll(/steps\.([\w-]+)\./g)].map(([, id]) => id!));
  const env = sharedLiterals(workflow, map);
  const named = isDefaultKept ? undefined : (runDefault(map, "shell") ?? runDefault(workflow, "shell"));
  const shell = named ?? (memberOf(map, "container") ? "sh" : undefined);
  const windows = /windows/i.test(textAt(map, "runs-on") ?? "");
  const changed: string[] = [];
  const kept: KeptStep[] = [];
  const steps: ImportedStep[] = [];
  for (const [index, { value, comments }] of items.entries()) {
    const own = asMap(value);
    if (!own || (index === 0 && hasCheckout)) continue;
    const isKept = wanted.steps === "all" || wanted.steps.has(index);
    const read = isKept
      ? REFUSED
      : readStep(own, comments, { ...scope, env, referred, shell, outputsOf, windows, steps: before });
    const id = textAt(own, "id");
    // Constants for steps stand before the job, where the values of a matrix are not known.
    const isNamed = id !== undefined && referred.has(id) && scope.axes.size === 0;
    if (isNamed) before.add(id);
    if (!("refused" in read)) {
      changed.push(...read.changed);
      if (read.step) steps.push(read.step);
      continue;
    }
    const ofJob = runDefault(map, "shell") ?? runDefault(workflow, "shell");
    const native = nativeStepKeys(own, textAt(own, "shell") ?? ofJob ?? (windows ? "pwsh" : undefined));
    kept.push({ at: own.at, reason: read.refused || wanted.why || "the language would make another step of it" });
    changed.push(...native.changed);
    const run = callOf("nativeStep", object({ github: dataValue(native.keys) }));
    const outputs = isNamed ? outputsOf(id) : [];
    const named = isNamed && { id, name: shownName(own), options: namedOptions({ id, outputs }) };
    steps.push({ at: own.at, comments, run, options: {}, ...named });
  }
  // Of a job whose steps are all actions, no shell is asked.
  const shells = new Set(steps.flatMap(({ run, options }) => (isScriptValue(run) ? [options.shell ?? shell] : [])));
  return { steps, changed, native: kept, named: before, shell: shells.has(shell) ? shell : undefined };
}

const isScriptValue = (value: Value) =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "script";
