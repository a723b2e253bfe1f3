import type { DeclaredStep } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { simplify } from "../expr/index.ts";
import type { ActionRun, Env, Step, Value } from "../graph/model/index.ts";
import { conditionLocation, reportUnread } from "./conditions.ts";
import { checked, type Scope } from "./report.ts";
import { actionInput, actionName } from "./rules/names.ts";
import { path, tidy } from "./rules/paths.ts";
import { fileCommand } from "./script-file.ts";
import { scriptText } from "./shell/dedent.ts";
import { HOLE } from "./shell/lexer.ts";
import { type Interpolation, render } from "./shell/render.ts";
import { variables } from "./shell/variables.ts";
import { checkText, lowerEnv, lowerValue } from "./values.ts";

type DeclaredAction = Extract<DeclaredStep<Location>["run"], { kind: "action" }>;
type DeclaredShell = Extract<DeclaredStep<Location>["run"], { kind: "shell" }>;

interface Surroundings {
  /** The job's. */
  readonly env: Env;
  readonly shell: string | undefined;
  readonly workingDirectory?: string;
  /** Which of the job's steps it is. */
  readonly index: number;
}

/** A step, with what its script interpolates in its environment. */
export function lowerStep(scope: Scope, step: DeclaredStep<Location>, job: Surroundings): Step {
  const at = { ...scope, at: step.at };
  const env = lowerEnv(at, "env", step.env);
  const folder = step.workingDirectory;
  if (folder !== undefined && step.run.kind === "action") {
    scope.report.add("WB2206", { owner: scope.owner }, { at: step.at });
  }
  const { run, added } = lowerRun(at, step.run, {
    ...job,
    env: { ...job.env, ...env },
    ...(folder !== undefined && { workingDirectory: folder }),
  });
  return {
    name: checkText(at, "the step's name", step.name ?? (step.run.kind === "file" ? step.run.path : titleOf(run))),
    location: step.at,
    run,
    env: { ...env, ...added },
    ...(folder !== undefined && { workingDirectory: tidy(checked(at, "workingDirectory", folder, path)) }),
    ...lowerCondition(at, step),
  };
}

/** Nothing where constants alone decide that it always runs. */
function lowerCondition(scope: Scope, { when }: DeclaredStep<Location>): Pick<Step, "when" | "conditionLocation"> {
  if (when?.kind === "unread") reportUnread(scope, when, `a step of ${scope.owner}`);
  if (when?.kind !== "expr" || simplify(when.expr).op === "constant") return {};
  return { when: when.expr, ...conditionLocation(when) };
}

/** Whether constants alone decide that the job does not have the step: an instance of a matrix, or one of a loop's jobs. */
export function isLeftOut({ when }: DeclaredStep<Location>): boolean {
  const simple = when?.kind === "expr" ? simplify(when.expr) : undefined;
  return simple?.op === "constant" && !simple.value;
}

/** An action has inputs in place of a script; what runs in its place is lowered as a step of its own. */
function lowerAction(scope: Scope, action: DeclaredAction, around: Surroundings): ActionRun {
  const inputs = Object.entries(action.with).flatMap(([name, declared]) => {
    const value = lowerValue(scope, `with.${name}`, declared);
    // Others have been told of.
    if (value.kind !== "literal" && value.kind !== "secret") return [];
    return [[checked(scope, "an input of an action", name, actionInput), value] as const];
  });
  const instead = action.elsewhere;
  if (instead?.when) scope.report.add("WB2204", { owner: scope.owner }, { at: instead.at });
  const step = instead && lowerStep(scope, instead, around);
  const { run, env, workingDirectory } = step ?? {};
  return {
    kind: "action",
    uses: checked(scope, "the action", action.uses, actionName),
    with: Object.fromEntries(inputs),
    ...(run &&
      run.kind !== "action" && {
        elsewhere: { run, env: env ?? {}, ...(workingDirectory !== undefined && { workingDirectory }) },
      }),
  };
}

interface Lowered {
  readonly run: Step["run"];
  /** Variables that interpolations became. */
  readonly added: Env;
}

function lowerRun(scope: Scope, run: DeclaredStep<Location>["run"], around: Surroundings): Lowered {
  switch (run.kind) {
    case "action":
      return { run: lowerAction(scope, run, around), added: {} };
    case "exec":
      return lowerExec(scope, run.argv);
    case "file": {
      checked(scope, "the script file", run.path, path);
      const values = { text: fileCommand(run, around), values: run.args };
      return lowerText(scope, values, { ...around, holeAt: () => scope.at });
    }
    case "shell":
      return lowerShell(scope, run, around);
  }
}

function lowerExec(scope: Scope, argv: readonly string[]): Lowered {
  if (!argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return { run: { kind: "exec", argv: argv.map((one) => checkText(scope, "an argument", one)) }, added: {} };
}

function lowerShell(scope: Scope, run: DeclaredShell, around: Surroundings): Lowered {
  const text = scriptText(run.parts.map((part) => part.replaceAll(HOLE, "")));
  return lowerText(
    scope,
    { text, values: run.values },
    { ...around, holeAt: (index) => holeAt(scope.at, run.parts, index) },
  );
}

/** What varies in a matrix is a variable, so that its instances have one script; but not where only a text may stand. */
function lowerText(
  scope: Scope,
  { text, values: declared }: { readonly text: string; readonly values: DeclaredShell["values"] },
  around: Surroundings & { readonly holeAt: (index: number) => Location },
): Lowered {
  const values = declared.map((value) => lowerValue(scope, "an interpolation", value));
  const names = values.map((_, index) => scope.varying?.(around.index, index));
  const varied = names.some((name) => name !== undefined) ? renderShell(text, values, around.env, names) : undefined;
  const { script, refusals, env } = varied?.refusals.length === 0 ? varied : renderShell(text, values, around.env);
  for (const { index, where, instead } of refusals) {
    scope.report.add("WB2010", { owner: scope.owner, where, instead }, { at: around.holeAt(index) });
  }
  if (script.trim() === "") scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return { run: { kind: "shell", script }, added: env };
}

function renderShell(text: string, values: readonly Value[], given: Env, names: readonly (string | undefined)[] = []) {
  const { env, take } = variables(text, given);
  const holes = values.map((value, index): Interpolation => {
    const name = names[index];
    if (value.kind === "literal" && name === undefined) return { kind: "text", text: value.value };
    return { kind: "variable", name: () => take(value, name) };
  });
  return { env, ...render(text, holes, (carried) => take({ kind: "literal", value: carried })) };
}

/** The place of an interpolation: its line in the template, counted from the call of `sh`. */
function holeAt(at: Location, parts: readonly string[], index: number): Location {
  const before = parts.slice(0, index + 1).join("${}");
  const lines = before.split("\n");
  const column = lines.at(-1)!.length + 1;
  return lines.length === 1
    ? { ...at, column: at.column + "sh`".length + column - 1 }
    : { ...at, line: at.line + lines.length - 1, column };
}

const LONGEST_TITLE = 72;

/** The first line of what runs, that is no mere comment sign. */
function titleOf(run: Step["run"]): string {
  const text = run.kind === "exec" ? run.argv.join(" ") : run.kind === "action" ? run.uses : run.script;
  const line =
    text
      .split("\n")
      .map((one) => one.trim().replace(/^#+!?\s*/, ""))
      .find((one) => one !== "") ?? "step";
  return line.length > LONGEST_TITLE ? `${[...line].slice(0, LONGEST_TITLE - 3).join("")}...` : line;
}
