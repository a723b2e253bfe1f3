import { defined } from "../graph/model/defined.ts";
import type { ActionRun, Env, ScriptShell, ShellRun, Step, StepFile } from "../graph/model/index.ts";
import { filesNamed, STEP_FILES } from "../graph/model/step-file.ts";
import { conditionLocation, constantOf, readCondition } from "./conditions.ts";
import { readStepKeys } from "./native.ts";
import { type DeclaredNode, fieldOf, isList, kindOf, nodeOf, placeOf } from "./nodes.ts";
import { checkOptionNames } from "./option-names.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { actionInput, actionName } from "./rules/names.ts";
import { path, tidy } from "./rules/paths.ts";
import { fileCommand } from "./script-file.ts";
import { isPosix } from "../graph/plain-script.ts";
import { lowerForeign } from "./foreign-script.ts";
import { type LoweredScript, lowerScriptText, lowerTemplate } from "./script-text.ts";
import { validate } from "./scope.ts";
import type { StepNames } from "./step-names.ts";
import { checkText, readEnv, readValue } from "./values.ts";

/** What a job's steps have from it. */
export interface StepContext {
  /** The job's. */
  readonly env: Env;
  readonly shell: "sh" | "bash";
  /** The shell that the job names for its scripts. */
  readonly scriptShell?: ScriptShell;
  readonly workingDirectory?: string;
  /** The step names it itself. */
  readonly ownShell?: true;
  /** Which of the job's steps it is. */
  readonly index: number;
  /** The ids of the job's steps. Absent: it is the command of a deploy. */
  readonly names?: StepNames;
}

export const SHELLS = ["sh", "bash", "pwsh", "powershell", "cmd", "python"] as const satisfies readonly ScriptShell[];

export interface ReadStep {
  /** Absent: constants alone decide that this job does not have it, as in an instance of a matrix. */
  readonly step?: Step;
  /** Files of the repository that it runs. */
  readonly scriptFiles: readonly string[];
}

/** A step, with what its script interpolates in its environment. Undefined, and a misuse, where the value is none. */
export function readStep(job: Reader, { value, field }: Element, context: StepContext): ReadStep | undefined {
  const node = nodeOf(job.scope.walk.nodes, value, "step");
  if (!node) {
    job.misuse(field, "a step of sh, scriptFile or exec", value);
    return undefined;
  }
  const scope = {
    ...job.scope,
    at: placeOf(fieldOf(node, "at")) ?? job.scope.at,
    ...(context.names && { step: context.names.before(context.index) }),
  };
  const from = reader(scope, fieldOf(node, "options"));
  checkOptionNames(from, "step");
  const when = readCondition(from, `a step of ${scope.owner}`);
  const constant = constantOf(when);
  if (constant === false) {
    context.names?.leaveOut(context.index);
    return { scriptFiles: [] };
  }
  const name = reader(scope, node).optionalText("name");
  const env = readEnv(from, "env");
  scope.use(when?.uses ?? []);
  const workingDirectory = from.optionalText("workingDirectory", path);
  const own = from.has("shell") ? from.choice("shell", SHELLS) : undefined;
  const run = readRun(from, fieldOf(node, "run"), {
    ...context,
    ...(own && { scriptShell: own, ownShell: true }),
    env: { ...context.env, ...env },
    ...defined({ workingDirectory }),
  });
  if (run.run.kind === "native") {
    const misplaced = ["env", "workingDirectory", "shell"].find((option) => from.has(option));
    if (misplaced) scope.report.add("WB2264", { owner: scope.owner, option: misplaced }, { at: scope.at });
    if (when && "if" in (run.run.native.github ?? {}))
      scope.report.add("WB2264", { owner: scope.owner, option: "when" }, { at: scope.at });
  }
  if (workingDirectory !== undefined && run.run.kind === "action") {
    scope.report.add("WB2206", { owner: scope.owner }, { at: scope.at });
  }
  const runs = from.choice("runs", ["onSuccess", "onFailure", "always", "unlessCancelled"]);
  const step: Step = {
    name: checkText(scope, "the step's name", name ?? run.title ?? titleOf(run.run)),
    location: scope.at,
    run: run.run,
    env: { ...env, ...run.added },
    ...(context.names && run.writes?.length && { writes: run.writes }),
    ...defined({ workingDirectory: workingDirectory === undefined ? undefined : tidy(workingDirectory) }),
    ...(runs !== "onSuccess" && { runs }),
    ...(from.has("timeout") && { timeout: from.duration("timeout", 0, 1) }),
    ...(from.flag("allowFailure") && { allowFailure: true as const }),
    ...(constant === undefined && when && { when: when.expr, ...conditionLocation(when) }),
  };
  return { step, scriptFiles: run.scriptFiles ?? [] };
}

interface ReadRun {
  readonly run: Step["run"];
  /** Variables that interpolations became. */
  readonly added: Env;
  /** What the step is called by where it has no name. Absent: the first line of what runs. */
  readonly title?: string;
  readonly scriptFiles?: readonly string[];
  /** Files of the job that its script names. */
  readonly writes?: readonly StepFile[];
}

const FILES = Object.keys(STEP_FILES) as readonly StepFile[];
const NOTHING: LoweredScript = { run: { kind: "shell", script: "" }, added: {} };

function readRun(from: Reader, written: ReturnType<typeof fieldOf>, context: StepContext): ReadRun {
  const { scope } = from;
  const run = reader(scope, written);
  const kind = written === undefined ? "" : kindOf(written as DeclaredNode);
  switch (kind) {
    case "action":
      return readAction(reader(scope, run.get("options")), run, context);
    case "native":
      return readNativeStep(run);
    case "exec": {
      const argv = run.texts("argv");
      if (!argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
      return { run: { kind: "exec", argv: argv.map((word) => checkText(scope, "an argument", word)) }, added: {} };
    }
    case "file":
      return readFile(run, context);
    default:
      return readShell(run, context);
  }
}

/** A step as GitHub has it. It is called by its own name. */
function readNativeStep(run: Reader): ReadRun {
  const { scope } = run;
  const native = readStepKeys(run.inner("keys"));
  if (!native) scope.report.add("WB2263", { owner: scope.owner }, { at: scope.at });
  const [keys] = Object.values(native ?? {});
  const [text] = [keys?.name, keys?.uses, keys?.run].filter((one) => typeof one === "string");
  // What the provider replaces is known to nobody here.
  const markers = Object.values(scope.walk.providers).map(({ marker }) => marker);
  const known = text && markers.reduce((whole, marker) => whole.split(marker)[0]!, firstLine(text)).trim();
  return { run: { kind: "native", native: native ?? {} }, added: {}, ...defined({ title: known || undefined }) };
}

/** A script of the repository, run by what its first line names. */
function readFile(run: Reader, context: StepContext): ReadRun {
  const file = run.text("path", path, "the script file");
  const args = run.list("args");
  const values = args.map(({ value }, index) => readValue(run, `argument ${index + 1}`, value, "an interpolation"));
  const command = fileCommand({ path: file, interpreter: run.texts("interpreter"), count: args.length }, context);
  const lowered = lowerScriptText(run.scope, { text: command, values }, { ...context, holeAt: () => run.scope.at });
  return {
    ...lowered,
    title: file,
    scriptFiles: [tidy(file)],
    writes: FILES.filter((one) => run.texts("writes").includes(one)),
  };
}

/** A script as `sh` was given it: a template, with a value between each two of its parts. */
function readShell(run: Reader, context: StepContext): ReadRun {
  const [parts, values] = [run.get("parts"), run.get("values")];
  if (!isList(parts) || !isList(values) || parts.length !== values.length + 1) {
    run.misuse("a script", "a template: sh`npm test`", run.get("given"));
    return NOTHING;
  }
  const texts = run.texts("parts");
  const read = values.map((value, index) => readValue(run, `interpolation ${index + 1}`, value, "an interpolation"));
  const given = { parts: texts, values: read };
  const writes = filesNamed(texts.join("\n"));
  const isPlain = run.flag("plain") === true;
  const shell = run.has("shell") ? run.choice("shell", ["pwsh"]) : context.scriptShell;
  if (shell && !isPosix(shell)) {
    if (!isPlain) run.scope.report.add("WB2207", { owner: run.scope.owner, shell }, { at: run.scope.at });
    const { added, run: script } = lowerForeign(run.scope, given, { ...context, shell });
    return { added, run: { ...script, plain: true, shell }, writes };
  }
  const lowered = lowerTemplate(run.scope, given, context);
  const named: Partial<ShellRun> = shell && (isPlain || context.ownShell) ? { shell } : {};
  return { ...lowered, run: { ...lowered.run, ...(isPlain && { plain: true }), ...named }, writes };
}

/** An action has inputs in place of a script; what runs in its place is lowered as a step of its own. */
function readAction(from: Reader, run: Reader, context: StepContext): ReadRun {
  const { scope } = from;
  const uses = run.text("uses", actionName, "the action");
  const inputs = from.entries("with").flatMap(([name, written]) => {
    validate(scope, "an input of an action", name, actionInput);
    const value = readValue(from, `with.${name}`, typeof written === "boolean" ? String(written) : written);
    if (value.kind !== "secretFile" && value.kind !== "idToken") return [[name, value] as const];
    from.misuse(`with.${name}`, "a string, a number, a boolean, a secret, an output or a fact of the run", written);
    return [];
  });
  const fallback = readFallback(from, context);
  const action: ActionRun = {
    kind: "action",
    uses,
    with: Object.fromEntries(inputs),
    ...defined({ fallback: fallback?.step }),
  };
  return { run: action, added: {}, ...defined({ scriptFiles: fallback?.scriptFiles }) };
}

function readFallback(
  from: Reader,
  context: StepContext,
): { readonly step: ActionRun["fallback"]; readonly scriptFiles: readonly string[] } | undefined {
  const { scope } = from;
  const value = from.get("fallback");
  if (value === undefined) return undefined;
  const node = nodeOf(scope.walk.nodes, value, "step");
  if (["action", "native"].includes(String(fieldOf(fieldOf(node, "run"), "kind")))) {
    from.misuse("fallback", "a step of sh, scriptFile or exec", value);
    return undefined;
  }
  if (fieldOf(fieldOf(node, "options"), "when") !== undefined) {
    scope.report.add("WB2204", { owner: scope.owner }, { at: placeOf(fieldOf(node, "at")) ?? scope.at });
  }
  const read = readStep(from, { value, field: "fallback" }, context);
  if (!read?.step || read.step.run.kind === "action" || read.step.run.kind === "native") return undefined;
  const { run, env, workingDirectory, writes } = read.step;
  return { step: { run, env, ...defined({ workingDirectory, writes }) }, scriptFiles: read.scriptFiles };
}

const LONGEST_TITLE = 72;

/** The first line of what runs, that is no mere comment sign. */
function titleOf(run: Step["run"]): string {
  switch (run.kind) {
    case "exec":
      return firstLine(run.argv.join(" "));
    case "action":
      return firstLine(run.uses);
    case "shell":
      return firstLine(run.script);
    case "native":
      return "step";
  }
}

function firstLine(text: string): string {
  const line =
    text
      .split("\n")
      .map((candidate) => candidate.trim().replace(/^#+!?\s*/, ""))
      .find((candidate) => candidate !== "") ?? "step";
  return line.length > LONGEST_TITLE ? `${[...line].slice(0, LONGEST_TITLE - 3).join("")}...` : line;
}
