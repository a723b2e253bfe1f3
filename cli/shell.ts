import { Command } from "commander";
import { didYouMean } from "../compiler/diagnostics/did-you-mean.ts";
import { diagnostic, DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { shellAfterwards } from "./shell-afterwards.ts";
import { show, textOf } from "./show.ts";

export interface ShellOptions extends CheckoutOptions {
  readonly secretFile?: string;
}

/** `waybill shell [JOB]`: a shell in a job that holds. */
export function shellCommand(): Command {
  return new Command("shell")
    .description("Open a shell in a held job and choose how it continues, or, after a run, in a failed job.")
    .argument("[job]", "the job (default: a held or failed job)")
    .addOption(rootOption())
    .option("--secret-file <path>", "a file of NAME=value lines; all other secrets come from the environment")
    .addHelpText(
      "after",
      `
A run with --break holds at its breakpoints. When you leave the shell, a prompt accepts retry, skip, back N, continue
and quit.

After a run of the host executor, the shell shows a failed job with its files as they were at the failure. They are kept
until the next run or "waybill clean".

  waybill run --break failure
  waybill shell unit`,
    )
    .action(async (job: string | undefined, options: ShellOptions) => {
      try {
        await shell(job, options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}

async function shell(job: string | undefined, options: ShellOptions): Promise<void> {
  const [{ addresses }, { attach }, { ownTerminal }] = await Promise.all([
    import("../runtime/debug/places.ts"),
    import("../runtime/debug/attach.ts"),
    import("./terminal.ts"),
  ]);
  const terminal = ownTerminal();
  if (!terminal) throw new DiagnosticError(diagnostic("WB4126", {}));
  const held: { readonly job: string; readonly taken: boolean }[] = [];
  for (const address of await addresses(runsFolder(options))) {
    const attached = await attach(address, job, terminal);
    if (attached.kind === "left") return;
    if (attached.kind === "refused") held.push(...attached.held);
  }
  const free = held.filter(({ taken }) => !taken).map((one) => one.job);
  if (held.length === 0 && (await shellAfterwards(job, options, terminal))) return;
  if (held.length === 0) throw new DiagnosticError(diagnostic("WB4124", {}));
  const isTaken = held.some((one) => one.taken && (one.job === job || job === undefined));
  const what = isTaken
    ? "somebody is at it in another terminal"
    : `these jobs do: ${held.map((one) => one.job).join(", ")}`;
  const named = job ?? (held[0] as { readonly job: string }).job;
  throw new DiagnosticError(diagnostic("WB4125", { job: named, held: what, meant: didYouMean(named, free) }));
}
