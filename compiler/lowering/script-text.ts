import type { Location } from "../diagnostics/index.ts";
import type { Env, ShellRun, Value } from "../graph/model/index.ts";
import type { Scope } from "./scope.ts";
import { scriptText } from "./shell/dedent.ts";
import { HOLE } from "./shell/lexer.ts";
import { type Interpolation, render } from "./shell/render.ts";
import { variables } from "./shell/variables.ts";

export interface Context {
  /** The variables that the script has. */
  readonly env: Env;
  /** Which of the job's steps it is. */
  readonly index: number;
}

export interface LoweredScript {
  readonly run: ShellRun;
  /** Variables that interpolations became. */
  readonly added: Env;
}

/** A script, as the parts of its template and the values between them. */
export function lowerTemplate(
  scope: Scope,
  { parts, values }: { readonly parts: readonly string[]; readonly values: readonly Value[] },
  context: Context,
): LoweredScript {
  const text = scriptText(parts.map((part) => part.replaceAll(HOLE, "")));
  return lowerScriptText(scope, { text, values }, { ...context, holeAt: (index) => holeAt(scope.at, parts, index) });
}

/**
 * A script with a {@link HOLE} for each value. What varies in a matrix is a variable, so that its instances have one script;
 * but not where only a text may stand.
 */
export function lowerScriptText(
  scope: Scope,
  { text, values }: { readonly text: string; readonly values: readonly Value[] },
  context: Context & { readonly holeAt: (index: number) => Location },
): LoweredScript {
  const names = values.map((_, index) => scope.varying?.(context.index, index));
  const varied = names.some((name) => name !== undefined) ? renderShell(text, values, context.env, names) : undefined;
  const { script, refusals, env } = varied?.refusals.length === 0 ? varied : renderShell(text, values, context.env);
  for (const { index, where, instead } of refusals) {
    scope.report.add("WB2010", { owner: scope.owner, where, instead }, { at: context.holeAt(index) });
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
export function holeAt(at: Location, parts: readonly string[], index: number): Location {
  const before = parts.slice(0, index + 1).join("${}");
  const lines = before.split("\n");
  const column = lines.at(-1)!.length + 1;
  return lines.length === 1
    ? { ...at, column: at.column + "sh`".length + column - 1 }
    : { ...at, line: at.line + lines.length - 1, column };
}
