import { isStatic, unreadable, variablesIn } from "../foreign.ts";
import { actionName } from "../../lowering/rules/names.ts";
import { callOf, type ImportedStep, type Options, object, type Value } from "../model.ts";
import { canBeScript } from "../write/index.ts";
import { entriesOf, type YamlMap } from "../yaml/index.ts";
import { withOurFiles } from "./handed.ts";
import { isSayable, readCondition, type Status } from "./condition.ts";
import { asText, entriesAt, textAt } from "./shape.ts";
import { literalsAt, readScript, readText, type TextScope } from "./text.ts";

/** A step in the language, with what a person has to know about it; or why the language cannot say it. */
export type ReadStep =
  | { readonly step: ImportedStep | undefined; readonly changed: readonly string[] }
  | { readonly refused: string };

const KNOWN = new Set(
  "name id if run uses with env shell working-directory timeout-minutes continue-on-error".split(" "),
);

/** When a step runs, by the function of status that its condition names. */
const TURNS: Readonly<Record<Exclude<Status, "cancelled">, string | undefined>> = {
  success: undefined,
  failure: "onFailure",
  always: "always",
  notCancelled: "unlessCancelled",
};

export interface StepScope extends TextScope {
  /** Variables of the workflow and the job. */
  readonly env: ReadonlyMap<string, string>;
  /** Steps of the job whose outputs or outcome something refers to. */
  readonly referred: ReadonlySet<string>;
  /** Of these, the names of the outputs. */
  readonly outputsOf: (id: string) => readonly string[];
  /** The shell of its scripts where a step names none. */
  readonly shell: string | undefined;
  /** The job runs on Windows. */
  readonly windows: boolean;
}

export function readStep(map: YamlMap, comments: readonly string[], scope: StepScope): ReadStep {
  const entries = entriesOf(map);
  const foreign = entries.find(({ key }) => !KNOWN.has(key));
  if (foreign) return { refused: `\`${foreign.key}\` of a step` };
  const id = textAt(map, "id");
  const named = id !== undefined && scope.referred.has(id) ? { id, outputs: scope.outputsOf(id) } : undefined;
  const { condition, status } = readCondition(textAt(map, "if"));
  if (status === "cancelled") return { refused: `\`if: ${textAt(map, "if")}\` of a step` };
  const [unread] = unreadable(condition);
  if (unread !== undefined) return { refused: `the condition \`${unread}\` of a step` };
  if (!isSayable(condition, scope)) return { refused: `the condition \`${textAt(map, "if")}\` of a step` };
  const unknown = variablesIn(condition).find((one) => one.kind === "step" && !scope.steps?.has(one.step));
  if (unknown?.kind === "step") return { refused: `outputs of the step \`${unknown.step}\`` };
  if (isStatic(condition)) return { refused: "a condition on values of the matrix" };
  const env = readEnv(map, scope);
  if ("refused" in env) return env;
  const read = textAt(map, "uses") === undefined ? readRun(map, scope, named?.outputs ?? []) : readUses(map, scope);
  if ("refused" in read) return read;
  if (read.run === undefined) return { step: undefined, changed: read.changed };
  const name = textAt(map, "name") ?? (named || read.handsOn ? shownName(map) : undefined);
  if (name?.includes("${{")) return { refused: `the name \`${name}\` of a step` };
  const directory = textAt(map, "working-directory");
  if (directory?.includes("${{")) return { refused: "a `working-directory` with an expression" };
  const when = condition.op === "constant" && condition.value ? undefined : condition;
  const control = readControl(map);
  if ("refused" in control) return control;
  const shell = textAt(map, "shell");
  const options: Options = {
    runs: TURNS[status],
    ...control.control,
    env: env.env,
    workingDirectory: directory,
    ...namedOptions(named),
    shell: textAt(map, "uses") === undefined && shell !== scope.shell ? shell : undefined,
  };
  const step = {
    ...{ at: map.at, comments, run: read.run, options },
    ...(named && { id: named.id }),
    ...(name !== undefined && { name }),
    ...(when && { when }),
  };
  return { step, changed: read.changed };
}

/** The id of a step and its outputs, as options of the step. */
export const namedOptions = (
  named: { readonly id: string; readonly outputs: readonly string[] } | undefined,
): Options => ({ id: named?.id, outputs: named?.outputs.length ? named.outputs : undefined });

/** What GitHub shows of a step that has no name. */
export const shownName = (map: YamlMap): string =>
  textAt(map, "name") ?? textAt(map, "uses") ?? (textAt(map, "run") ?? "").trim().split("\n")[0]!;

/** How long a step may run, and whether it may fail. */
export function readControl(map: YamlMap): { readonly control: Options } | { readonly refused: string } {
  const [timeout, allowed] = [textAt(map, "timeout-minutes"), textAt(map, "continue-on-error")];
  if (timeout !== undefined && !/^[1-9]\d*$/.test(timeout)) return { refused: "`timeout-minutes` with an expression" };
  if (allowed !== undefined && !/^(true|false)$/.test(allowed))
    return { refused: "`continue-on-error` with an expression" };
  return {
    control: {
      timeout: timeout === undefined ? undefined : `${timeout} minute${timeout === "1" ? "" : "s"}`,
      allowFailure: allowed === "true" ? true : undefined,
    },
  };
}

/** Variables of a workflow, job or step. */
export function readEnv(
  map: YamlMap | undefined,
  scope: TextScope,
): { readonly env?: Value } | { readonly refused: string } {
  const read: Record<string, Value> = {};
  for (const { key, value } of entriesAt(map, "env")) {
    const text = asText(value) ?? "";
    const found = readText(text, scope);
    if ("unknown" in found) return { refused: `\`${found.unknown}\` in the variable \`${key}\`` };
    read[key] = { kind: "text", parts: found.parts };
  }
  return Object.keys(read).length ? { env: object(read) } : {};
}

const SHELLS = new Set(["bash", "sh", "pwsh", "powershell", "cmd", "python"]);

/** Whether a script is none of a POSIX shell; on Windows GitHub's own default is PowerShell. */
const isForeign = (shell: string | undefined, windows: boolean) =>
  shell === undefined ? windows : shell !== "bash" && shell !== "sh";

type ReadBody =
  | {
      readonly run: Value | undefined;
      readonly changed: readonly string[];
      /** It hands something on in a file of ours, where GitHub's was. */
      readonly handsOn?: boolean;
    }
  | { readonly refused: string };

function readRun(map: YamlMap, scope: StepScope, outputs: readonly string[]): ReadBody {
  const given = textAt(map, "run") ?? "";
  const shell = textAt(map, "shell") ?? scope.shell;
  if (shell !== undefined && !SHELLS.has(shell)) return { refused: `the shell \`${shell}\`` };
  if (isForeign(shell, scope.windows) && given.includes("${{")) {
    return { refused: `an expression in a script of ${shell ?? "the machine's own shell"}` };
  }
  const ours = withOurFiles(given, shell ?? (scope.windows ? "pwsh" : undefined), outputs.length > 0);
  if ("refused" in ours) return { refused: `\`${ours.refused}\` in the text of another program` };
  if (/\bGITHUB_STATE\b/.test(given)) return { refused: "`GITHUB_STATE`" };
  const env = new Map([...scope.env, ...literalsAt(map)]);
  const read = readScript(ours.text, scope, env);
  if ("unknown" in read) return { refused: `\`${read.unknown}\` in a script` };
  if (read.parts.some((part) => typeof part !== "string" && part.kind === "axis")) {
    return { refused: "a value of the matrix in a script" };
  }
  if (!read.parts.every((part) => typeof part !== "string" || canBeScript(part))) {
    return { refused: "a backtick after a backslash in a script" };
  }
  const changed = read.injections.map(
    (name) => `\`${name}\` was pasted into the script, where it could be code: now it is data`,
  );
  return { run: { kind: "script", parts: read.parts, tag: "script" }, changed, handsOn: ours.files.length > 0 };
}

function readUses(map: YamlMap, scope: StepScope): ReadBody {
  const action = textAt(map, "uses")!;
  if (actionName(action) !== undefined) return { refused: `the action \`${action}\`` };
  const given: Record<string, Value> = {};
  for (const { key, value } of entriesAt(map, "with")) {
    const read = readText(asText(value) ?? "", scope);
    if ("unknown" in read) return { refused: `\`${read.unknown}\` in an input of \`${action}\`` };
    given[key] = typed(value.kind === "scalar" ? value.value : null, { kind: "text", parts: read.parts });
  }
  const options = Object.keys(given).length ? [object({ with: object(given) })] : [];
  return { run: callOf("uses", action, ...options), changed: [] };
}

const typed = (value: unknown, text: Value): Value =>
  typeof value === "boolean" || (typeof value === "number" && Number.isInteger(value)) ? value : text;
