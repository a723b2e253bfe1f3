import { relative } from "node:path";
import { Command } from "commander";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { checksOf, compareMergeRules, type MergeRules, readMergeRules, renderChecks } from "../compiler/query/index.ts";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { readJsonFile } from "./json-file.ts";
import { show } from "./show.ts";

interface ChecksOptions extends ChooseOptions {
  readonly ruleset?: string;
  readonly json?: true;
}

/** `waybill checks [FILE]`: what is reported on pull requests, and what may be required. */
export function checksCommand(): Command {
  return new Command("checks")
    .description("List the checks of pull requests, and show which of them a repository can require.")
    .argument("[file]", "the pipeline, a graph saved as .json, or a workflow or GitLab configuration", "pipeline.ts")
    .option("--ruleset <path>", "compare with the settings of a repository, from a JSON file")
    .option("--json", "print it as JSON")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
A required check must report on every pull request, and must not pass if its job did not run.
With --ruleset, the exit code is 1 if the settings do not fit the pipeline. The file contains a ruleset or the branch
protection of a GitHub repository, or the settings of a GitLab project:

  gh api repos/OWNER/NAME/rulesets/ID > ruleset.json
  glab api projects/:id > settings.json
  waybill checks --ruleset ruleset.json`,
    )
    .action(async (file: string, options: ChecksOptions) => {
      const { graph, diagnostics, source } = await loadAny(file, options);
      if (!show(diagnostics, source) || !graph) return;
      try {
        const rules = options.ruleset === undefined ? undefined : rulesIn(options.ruleset);
        const checks = checksOf(graph);
        const problems = rules ? compareMergeRules(checks, rules) : undefined;
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ ...checks, ...(problems && { problems }) }, undefined, 2)}\n`
            : renderChecks(checks, relative("", file), problems),
        );
        if (problems && problems.length > 0) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, source);
      }
    });
}

function rulesIn(file: string): MergeRules {
  const refuse = (reason: string) => new DiagnosticError(diagnostic("WB1914", { file, reason }));
  const rules = readMergeRules(readJsonFile(file, refuse));
  if (!rules) throw refuse("it has neither rules, required status checks nor the merge settings of a project");
  return rules;
}
