import { Argument, Command } from "commander";
import { type Code, catalogue, type Definition, withPlaceholders } from "../compiler/diagnostics/index.ts";

/** `waybill explain CODE`: the longer story behind a diagnostic. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("Explain a diagnostic, by its code.")
    .addArgument(
      new Argument("<code>", "the code, such as WB2001 or 2001").argParser((code) =>
        code.toUpperCase().replace(/^(?=\d)/, "WB"),
      ),
    )
    .addHelpText("after", "\n  waybill explain WB2001")
    .action((code: string) => {
      if (!(code in catalogue)) {
        process.stderr.write(`there is no diagnostic ${code}; codes look like WB2001\n`);
        process.exitCode = 2;
        return;
      }
      process.stdout.write(explained(code as Code));
    });
}

/** What the diagnostic says, the longer story, and the remedy, with names in angle brackets for what a pipeline puts there. */
function explained(code: Code): string {
  const { severity, message, remedy, explain } = catalogue[code] as Definition;
  return `${severity} ${code}: ${withPlaceholders(message)}\n\n${explain}\n\nremedy: ${withPlaceholders(remedy)}\n`;
}
