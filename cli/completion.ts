import { Argument, Command } from "commander";
import { COMPLETIONS, type Shell } from "./completion-scripts.ts";

/** `waybill completion SHELL`: what a shell needs to complete command lines. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("Print a completion script for your shell. It completes commands, options, jobs, events and runs.")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(COMPLETIONS)))
    .addHelpText(
      "after",
      `
  bash:  eval "$(waybill completion bash)"                 in ~/.bashrc
  zsh:   eval "$(waybill completion zsh)"                  in ~/.zshrc, after compinit
  fish:  waybill completion fish > ~/.config/fish/completions/waybill.fish`,
    )
    .action((shell: Shell) => void process.stdout.write(COMPLETIONS[shell]));
}

/**
 * The command that the scripts call, with the words of the command line up to the cursor: prints what the last of them can
 * become, a line each, with a description after a tab where there is one. It never fails.
 */
export function completeCommand(program: Command): Command {
  return new Command("complete-words")
    .argument("[words...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[]) => {
      const { candidates } = await import("./candidates.ts");
      const found = await candidates(program, words).catch(() => []);
      process.stdout.write(found.map(({ text, about }) => `${about ? `${text}\t${about}` : text}\n`).join(""));
    });
}
