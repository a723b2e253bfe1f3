import type { ScriptShell, Value } from "../graph/model/index.ts";
import type { Scope } from "./scope.ts";
import type { Context, LoweredScript } from "./script-text.ts";
import { holeAt } from "./script-text.ts";
import { scriptText } from "./shell/dedent.ts";
import { HOLE } from "./shell/lexer.ts";
import { type PowerShellContext, powerShellContexts, powerShellDouble, powerShellSingle } from "./shell/powershell.ts";
import { variables } from "./shell/variables.ts";

/** A script of a shell that is not POSIX's: PowerShell has quoting of its own for data, the others take none. */
export function lowerForeign(
  scope: Scope,
  { parts, values }: { readonly parts: readonly string[]; readonly values: readonly Value[] },
  context: Context & { readonly shell: ScriptShell },
): LoweredScript {
  const text = scriptText(parts.map((part) => part.replaceAll(HOLE, "")));
  const { env, take } = variables(text, context.env);
  const pieces = text.split(HOLE);
  const places = placesOf(text, context.shell);
  let script = pieces[0] ?? "";
  for (const [index, value] of values.entries()) {
    const varying = scope.varying?.(context.index, index);
    const isKnown = value.kind === "literal" && varying === undefined;
    const place = placed(places[index] ?? outside(context.shell), isKnown);
    if (place.kind === "refused") {
      const { where, instead } = place;
      scope.report.add("WB2010", { owner: scope.owner, where, instead }, { at: holeAt(scope.at, parts, index) });
    }
    script += isKnown ? literalAt(place, value.value) : variableAt(place, () => take(value, varying));
    script += pieces[index + 1] ?? "";
  }
  if (script.trim() === "") scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return { run: { kind: "shell", script }, added: env };
}

/** Nothing is expanded between single quotes. */
const placed = (place: PowerShellContext, isKnown: boolean): PowerShellContext =>
  place.kind !== "single" || isKnown
    ? place
    : { kind: "refused", where: "between single quotes", instead: "put the text into double quotes" };

const placesOf = (text: string, shell: ScriptShell): readonly PowerShellContext[] =>
  shell === "pwsh" || shell === "powershell" ? powerShellContexts(text) : [];

const outside = (shell: ScriptShell): PowerShellContext => ({
  kind: "refused",
  where: `in a script of ${shell}`,
  instead: "pass it in env, and read the variable in the script: step(name, script`...`, { env: { NAME: value } })",
});

function literalAt({ kind }: PowerShellContext, text: string): string {
  if (kind === "comment") return text.replaceAll(/[\0-\x1f]|#>/g, " ");
  if (kind === "bare") return `'${powerShellSingle(text)}'`;
  if (kind === "single") return powerShellSingle(text);
  // A line that begins with "@ would end a here-string; an escaped quote does not.
  return powerShellDouble(text);
}

function variableAt({ kind }: PowerShellContext, name: () => string): string {
  switch (kind) {
    case "comment":
    case "single":
    case "refused":
      return "...";
    case "bare":
    case "double":
    case "expandable":
      return `\${env:${name()}}`;
  }
}
