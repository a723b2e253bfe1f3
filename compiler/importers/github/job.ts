import type { Expr } from "../../expr/model.ts";
import { unreadable } from "../foreign.ts";
import { type ImportedJob, type ImportedStep, type Options, object, type Value } from "../model.ts";
import { entriesOf, memberOf, plain, type YamlEntry, type YamlMap } from "../yaml/index.ts";
import { exactly, readCondition } from "./condition.ts";
import { readMatrix } from "./matrix.ts";
import { readServices } from "./services.ts";
import { asMap, asText, asTexts, entriesAt, mapAt, textAt } from "./shape.ts";
import { readCheckout } from "./checkout.ts";
import { readControl, readEnv, readStep } from "./step.ts";
import { readText, type TextScope } from "./text.ts";

export type ReadJob = { readonly job: ImportedJob; readonly changed: readonly string[] } | { readonly refused: string };

const KNOWN = new Set([
  "name",
  "needs",
  "if",
  "strategy",
  "runs-on",
  "permissions",
  "timeout-minutes",
  "container",
  "services",
  "outputs",
  "env",
  "defaults",
  "steps",
  "environment",
  "continue-on-error",
]);

/** One job of a workflow. What the language cannot say refuses the whole job: half of it would do something else. */
export function readJob(entry: YamlEntry, workflow: YamlMap, scope: TextScope): ReadJob {
  const map = asMap(entry.value);
  if (!map) return { refused: "a job that is no map" };
  const foreign = entriesOf(map).find(({ key }) => !KNOWN.has(key));
  if (foreign) return { refused: `\`${foreign.key}\`` };
  const { matrix, refused } = readMatrix(map);
  if (refused) return { refused };
  const axes = new Set(matrix?.axes ?? []);
  const inner = { ...scope, axes };
  const place = placeOf(map, inner.axes);
  if ("refused" in place) return place;
  const condition = readCondition(textAt(map, "if"));
  const [unread] = unreadable(condition.condition);
  if (unread !== undefined) return { refused: `the condition \`${unread}\`` };
  if (condition.status !== "success" && condition.status !== "always") {
    return { refused: `the condition \`${textAt(map, "if")}\`` };
  }
  const when: Expr | undefined = textAt(map, "if") === undefined ? undefined : exactly(condition.condition);
  const outputs = readOutputs(map);
  if (!outputs) return { refused: "`outputs` that are no outputs of a step" };
  const checkout = readCheckout(map, inner);
  const steps = readSteps(map, workflow, { ...inner, outputSteps: outputs.steps, hasCheckout: checkout.first });
  if ("refused" in steps) return steps;
  const shared = readEnv(workflow, inner);
  const own = readEnv(map, inner);
  if ("refused" in shared) return shared;
  if ("refused" in own) return own;
  const rights = readPermissions(map, workflow);
  if ("refused" in rights) return rights;
  const services = readServices(map, inner);
  if ("refused" in services) return services;
  const timeout = textAt(map, "timeout-minutes");
  if (timeout?.includes("${{")) return { refused: "`timeout-minutes` with an expression" };
  const environment = readEnvironment(map);
  if (environment.refused) return { refused: environment.refused };
  const directoryAt = (level: YamlMap) => textAt(mapAt(mapAt(level, "defaults"), "run"), "working-directory");
  const directory = directoryAt(map) ?? directoryAt(workflow);
  if (directory?.includes("${{")) return { refused: "a `working-directory` with an expression" };
  const title = readTitle(map, inner);
  if ("refused" in title) return title;
  const control = readControl(map);
  if ("refused" in control) return control;
  const options: Options = {
    title: title.title,
    machine: place.machine,
    image: place.image,
    runner: place.runner,
    shell: steps.shell,
    ...(condition.status === "always" && { finally: true }),
    timeout: timeout === undefined ? "6 hours" : `${timeout} minutes`,
    allowFailure: control.control.allowFailure,
    permissions: rights.permissions,
    checkout: checkout.option,
    environment: environment.value,
    env: merged(shared.env, own.env),
    services: services.services,
    workingDirectory: directory,
    outputs: outputs.names.length ? outputs.names : undefined,
  };
  const job: ImportedJob = {
    ...{ id: entry.key, at: { ...entry.keyAt, endLine: map.at.endLine ?? map.at.line }, comments: entry.comments },
    ...{ kind: "job", needs: asTexts(memberOf(map, "needs")) ?? [], steps: steps.steps, spreads: [], options },
    ...(when && { when }),
    ...(matrix && { matrix }),
  };
  return { job, changed: steps.changed };
}

/** The name of its check, which rules of the repository may ask for. */
function readTitle(
  map: YamlMap,
  scope: TextScope,
): { readonly title: Value | undefined } | { readonly refused: string } {
  const name = textAt(map, "name");
  if (name === undefined) return { title: undefined };
  const read = readText(name, scope);
  if ("unknown" in read) return { refused: `\`${read.unknown}\` in its name` };
  if (read.parts.some((part) => typeof part !== "string" && part.kind !== "axis")) {
    return { refused: "a `name` with an expression" };
  }
  return { title: { kind: "text", parts: read.parts } };
}

/** The container of a job, or its machine. */
function placeOf(
  map: YamlMap,
  axes: ReadonlySet<string>,
): { readonly image?: Value; readonly machine?: Value; readonly runner?: Value } | { readonly refused: string } {
  const labels = asTexts(memberOf(map, "runs-on"));
  if (!labels) return { refused: "`runs-on`" };
  if (labels.some((label) => label.includes("${{"))) return { refused: `the machine \`${labels.join(", ")}\`` };
  const runner = object({ github: labels.length === 1 ? labels[0]! : labels });
  const container = memberOf(map, "container");
  if (container) {
    const image = asText(container) ?? textAt(asMap(container), "image");
    const others = asMap(container) ? entriesOf(asMap(container)!).filter(({ key }) => key !== "image") : [];
    if (others[0]) return { refused: `\`container.${others[0].key}\`` };
    const [, before, axis, after] = /^([^$]*)\$\{\{\s*matrix\.([\w-]+)\s*\}\}([^$]*)$/.exec(image ?? "") ?? [];
    if (axis && axes.has(axis)) {
      const parts = [before!, { kind: "axis", name: axis } as const, after!].filter((part) => part !== "");
      return { image: { kind: "text", parts }, runner };
    }
    if (image === undefined || image.includes("${{")) return { refused: "a container image with an expression" };
    return { image, runner };
  }
  const [label] = labels;
  if (labels.length !== 1 || !/^[\w.-]+$/.test(label!)) {
    return { refused: `the machine \`${labels.join(", ")}\`` };
  }
  return { machine: label! };
}

function readSteps(
  map: YamlMap,
  workflow: YamlMap,
  scope: TextScope & { readonly outputSteps: ReadonlySet<string>; readonly hasCheckout: boolean },
):
  | {
      readonly steps: readonly ImportedStep[];
      readonly changed: readonly string[];
      readonly shell: string | undefined;
    }
  | { readonly refused: string } {
  const node = memberOf(map, "steps");
  if (node?.kind !== "list") return { refused: "a job without steps" };
  const text = JSON.stringify(plain(map));
  const referred = new Set([...text.matchAll(/steps\.([\w-]+)\.(outputs|outcome|conclusion)/g)].map(([, id]) => id!));
  for (const id of scope.outputSteps) {
    const uses = [...text.matchAll(new RegExp(`steps\\.${id}\\.(outputs|outcome|conclusion)`, "g"))].length;
    const outside = [
      ...JSON.stringify(plain(memberOf(map, "outputs") ?? map)).matchAll(new RegExp(`steps\\.${id}\\.`, "g")),
    ].length;
    if (uses === outside) referred.delete(id);
  }
  const env = new Set([workflow, map].flatMap((one) => entriesAt(one, "env").map(({ key }) => key)));
  const named = shellAt(map) ?? shellAt(workflow);
  const shell = named ?? (memberOf(map, "container") ? "sh" : undefined);
  const changed: string[] = [];
  const steps: ImportedStep[] = [];
  for (const { value, comments } of scope.hasCheckout ? node.items.slice(1) : node.items) {
    const read = readStep(asMap(value) ?? map, comments, {
      ...scope,
      env,
      referred,
      shell,
      setsOutputs: scope.outputSteps.size > 0,
      windows: /windows/i.test(textAt(map, "runs-on") ?? ""),
    });
    if ("refused" in read) return read;
    changed.push(...read.changed);
    if (read.step) steps.push(read.step);
  }
  // Of a job whose steps are all actions, no shell is asked.
  const shells = new Set(steps.flatMap(({ run, options }) => (isScriptValue(run) ? [options.shell ?? shell] : [])));
  return { steps, changed, shell: shells.has(shell) ? shell : undefined };
}

/** The shell of scripts that name none (docs: workflow syntax, `defaults.run`). */
const shellAt = (map: YamlMap) => textAt(mapAt(mapAt(map, "defaults"), "run"), "shell");

const isScriptValue = (value: Value) =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "script";

/** Outputs by name: each has to be an output of that name of a step with a script. */
function readOutputs(
  map: YamlMap,
): { readonly names: readonly string[]; readonly steps: ReadonlySet<string> } | undefined {
  const found = entriesAt(map, "outputs").map(({ key, value }) => {
    const [, step, name] = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}$/.exec(asText(value) ?? "") ?? [];
    return { key, step, isSame: name === key };
  });
  if (!found.every(({ step, isSame }) => step !== undefined && isSame && isScript(map, step))) return undefined;
  return { names: found.map(({ key }) => key), steps: new Set(found.map(({ step }) => step!)) };
}

function isScript(map: YamlMap, id: string): boolean {
  const steps = memberOf(map, "steps");
  if (steps?.kind !== "list") return false;
  const step = steps.items.map(({ value }) => asMap(value)).find((one) => textAt(one, "id") === id);
  return textAt(step, "run") !== undefined;
}

const RIGHTS = new Set(
  "actions attestations checks contents deployments discussions issues packages pages pull-requests security-events statuses".split(
    " ",
  ),
);

function readPermissions(
  map: YamlMap,
  workflow: YamlMap,
): { readonly permissions: Value | undefined } | { readonly refused: string } {
  const node = memberOf(map, "permissions") ?? memberOf(workflow, "permissions");
  if (!node) return { permissions: undefined };
  if (node.kind !== "map") {
    const text = asText(node);
    return text === undefined || text === "" ? { permissions: undefined } : { refused: `\`permissions: ${text}\`` };
  }
  const asked: Record<string, Value> = {};
  for (const { key, value } of entriesOf(node)) {
    const level = asText(value) ?? "";
    if (level === "none") continue;
    if (!RIGHTS.has(key)) return { refused: `the right \`${key}\`` };
    if (key !== "contents" || level !== "read") asked[key] = level;
  }
  return { permissions: Object.keys(asked).length ? object(asked) : undefined };
}

function readEnvironment(map: YamlMap): { readonly value?: Value; readonly refused?: string } {
  const node = memberOf(map, "environment");
  if (!node) return {};
  const [name, url] = node.kind === "map" ? [textAt(node, "name"), textAt(node, "url")] : [asText(node), undefined];
  if (name === undefined || `${name}${url}`.includes("${{")) return { refused: "an environment with an expression" };
  if (!/^[\w./ -]+$/.test(name)) return { refused: `the environment \`${name}\`` };
  return { value: url === undefined ? name : object({ name, url }) };
}

/** Variables of the workflow under those of the job. */
function merged(weak: Value | undefined, strong: Value | undefined): Value | undefined {
  const entries = [weak, strong].flatMap((one) =>
    typeof one === "object" && one !== null && "entries" in one ? Object.entries(one.entries as Options) : [],
  );
  return entries.length ? object(Object.fromEntries(entries)) : undefined;
}
