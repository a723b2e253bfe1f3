import { Argument, Command } from "commander";
import { type Code, catalogue } from "../compiler/diagnostics/index.ts";

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
      process.stdout.write(`${code}\n\n${catalogue[code as Code].explain}\n`);
    });
}
