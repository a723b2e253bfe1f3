import { Command } from "commander";
import { didYouMean } from "../compiler/diagnostics/did-you-mean.ts";
import { diagnostic, DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { show, textOf } from "./show.ts";

/** `waybill shell [JOB]`: a shell in a job that holds. */
export function shellCommand(): Command {
  return new Command("shell")
    .description("Open a shell in a job that holds, and decide there how the job goes on.")
    .argument("[job]", "the job (default: one that holds)")
    .addOption(rootOption())
    .addHelpText(
      "after",
      `
A run that was started with --break holds at its breakpoints. When the shell has ended, a prompt takes
retry, skip, back N, continue and quit.

  waybill run --break failure
  waybill shell unit`,
    )
    .action(async (job: string | undefined, options: CheckoutOptions) => {
      try {
        await shell(job, options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}

async function shell(job: string | undefined, options: CheckoutOptions): Promise<void> {
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
  if (held.length === 0) throw new DiagnosticError(diagnostic("WB4124", {}));
  const isTaken = held.some((one) => one.taken && (one.job === job || job === undefined));
  const what = isTaken
    ? "somebody is at it in another terminal"
    : `these jobs do: ${held.map((one) => one.job).join(", ")}`;
  const named = job ?? (held[0] as { readonly job: string }).job;
  throw new DiagnosticError(diagnostic("WB4125", { job: named, held: what, meant: didYouMean(named, free) }));
}
