import { Command } from "commander";
import pc from "picocolors";
import { type CheckoutOptions, rootOption } from "./checkout.ts";
import { colored } from "./show.ts";

interface DoctorOptions extends CheckoutOptions {
  readonly json?: true;
}

/** What was looked at, how it is, and what to do about it. */
export interface Finding {
  readonly what: string;
  /** `warning`: something is worth knowing; `problem`: runs on this machine fail. */
  readonly status: "ok" | "warning" | "problem";
  readonly is: string;
  /** What to do; absent where nothing is to be done. */
  readonly remedy?: string;
}

/** `waybill doctor`: whether this machine can do what Waybill needs. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Check Node, git, the Docker Engine, logins and stored data on this machine. Changes nothing.")
    .option("--json", "print the findings as JSON")
    .addOption(rootOption())
    .addHelpText(
      "after",
      "\nEach problem comes with a remedy. The exit code is 3 if a run on Docker would fail, else 0.\n\n  waybill doctor --json",
    )
    .action(async (options: DoctorOptions) => {
      const { examine } = await import("./examine.ts");
      const findings = await examine(options);
      process.exitCode = findings.some(({ status }) => status === "problem") ? 3 : 0;
      if (options.json) return void process.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`);
      const colors = pc.createColors(colored(process.stdout));
      const width = Math.max(...findings.map(({ what }) => what.length));
      const signs = { ok: colors.green("ok     "), warning: colors.yellow("warning"), problem: colors.red("problem") };
      for (const { what, status, is, remedy } of findings) {
        process.stdout.write(`${signs[status]}  ${what.padEnd(width)}  ${is}\n`);
        if (remedy !== undefined) process.stdout.write(`${" ".repeat(11 + width)}${colors.dim(`-> ${remedy}`)}\n`);
      }
    });
}
