#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import { artifactsCommand } from "./artifacts.ts";
import { checkCommand } from "./check.ts";
import { checksCommand } from "./checks.ts";
import { cleanCommand } from "./clean.ts";
import { compileCommand } from "./compile.ts";
import { completeCommand, completionCommand } from "./completion.ts";
import { deployCommand } from "./deploy.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { graphCommand } from "./graph.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { logsCommand } from "./logs.ts";
import { withSuggestion } from "./near-miss.ts";
import { watchOutput } from "./output.ts";
import { pinCommand } from "./pin.ts";
import { planCommand } from "./plan.ts";
import { reachCommand } from "./reach.ts";
import { reportCommand } from "./report.ts";
import { shellCommand } from "./shell.ts";
import { statsCommand } from "./stats.ts";
import { runCommand } from "./run.ts";
import { runsCommand } from "./runs.ts";
import { uiCommand } from "./ui.ts";
import { verifyCommand } from "./verify.ts";
import { watchCommand } from "./watch.ts";
import { welcome } from "./welcome.ts";
import { whyCommand } from "./why.ts";

const program: Command = new Command("waybill")
  .description("Compile a pipeline written in TypeScript to GitLab CI or GitHub Actions, or run it on this machine.")
  .version(ownPackage().version, "-V, --version")
  .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
  .showHelpAfterError("Add --help to see the usage.")
  .showSuggestionAfterError(false)
  .configureOutput({
    outputError: (text, write) => write(withSuggestion(text, program, process.argv.slice(2))),
  })
  .enablePositionalOptions()
  .exitOverride()
  .addHelpText(
    "after",
    `
Exit codes: 0 success; 1 invalid or failed pipeline; 2 invalid command line; 3 infrastructure failure.

  waybill check
  waybill compile --target gitlab
  waybill run`,
  )
  .usage("[command] [options]")
  .argument("[command]")
  .action(async (command: string | undefined) => {
    if (command !== undefined) program.error(`error: unknown command '${command}'`, { exitCode: 2 });
    process.stdout.write(await welcome());
  });
for (const command of [
  checkCommand(),
  compileCommand(),
  runCommand(),
  watchCommand(),
  shellCommand(),
  runsCommand(),
  statsCommand(),
  logsCommand(),
  artifactsCommand(),
  reportCommand(),
  uiCommand(),
  planCommand(),
  diffCommand(),
  reachCommand(),
  checksCommand(),
  whyCommand(),
  graphCommand(),
  pinCommand(),
  initCommand(),
  importCommand(),
  deployCommand(),
  verifyCommand(),
  cleanCommand(),
  doctorCommand(),
  completionCommand(),
  explainCommand(),
]) {
  program.addCommand(command.copyInheritedSettings(program));
}
program.addCommand(completeCommand(program), { hidden: true });

watchOutput();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
