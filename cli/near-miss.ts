import type { Command } from "commander";
import { nearest } from "../compiler/diagnostics/did-you-mean.ts";

/**
 * Adds to an error about an unknown option or command the one that was probably meant, of the command that was called.
 *
 * @param args - The command line after `waybill`.
 */
export function withSuggestion(text: string, program: Command, args: readonly string[]): string {
  const [, option] = /unknown option '(--?[^'=]+)/.exec(text) ?? [];
  const [, command] = /unknown command '([^']+)'/.exec(text) ?? [];
  const line = text.trimEnd();
  if (option !== undefined) {
    const name = args.find((one) => !one.startsWith("-"));
    const called = program.commands.find((one) => one.name() === name) ?? program;
    if (called === program && name !== undefined) {
      return withSuggestion(`error: unknown command '${name}'\n`, program, args);
    }
    const known = called.options.flatMap(({ long }) => (long ? [long] : []));
    const meant = nearName(option, known);
    if (meant) return `${line}\n(did you mean ${meant}?)\n`;
    // An option of another command is a frequent mistake too.
    const other = program.commands.find((one) => one.options.some(({ long }) => long === option));
    return other ? `${line}\n(${option} is an option of \`waybill ${other.name()}\`)\n` : text;
  }
  if (command === undefined) return text;
  if (/\.(ts|json)$/.test(command)) return `${line}\n(did you mean waybill run ${command}?)\n`;
  const meant = nearName(
    command,
    program.commands.map((one) => one.name()),
  );
  return meant ? `${line}\n(did you mean waybill ${meant}?)\n` : text;
}

/** The name that begins with what was typed where there is one such, else the nearest. */
function nearName(typed: string, known: readonly string[]): string | undefined {
  const bare = typed.replace(/^--?/, "");
  const longer = known.filter((name) => name.replace(/^--/, "").startsWith(bare) && bare.length > 1);
  if (longer.length === 1) return longer[0];
  const within = known.filter((name) => name.replace(/^--/, "").split("-").includes(bare));
  return nearest(typed, known) ?? longer[0] ?? within[0];
}
