import { Command, Option } from "commander";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { type EventOptions, withEventOptions } from "./event-options.ts";
import { REPORTERS, type ReporterName } from "./reporter-names.ts";
import { show } from "./show.ts";
import { wholeNumber } from "./whole-number.ts";

export interface RunCommandOptions extends ChooseOptions, EventOptions {
  readonly executor?: "docker" | "host";
  readonly job?: readonly string[];
  readonly from?: readonly string[];
  readonly resume?: boolean;
  readonly approve?: readonly string[];
  readonly deploy?: readonly string[];
  readonly allowDirty?: boolean;
  readonly break?: readonly string[];
  readonly concurrency?: number;
  readonly reporter?: ReporterName;
  /** False: nothing is taken from earlier runs. */
  readonly cache: boolean;
  readonly secretFile?: string;
  readonly records?: string;
  readonly signKey?: string;
  /** Folder that the artifacts of the run are unpacked into. */
  readonly artifacts?: string;
}

/** `waybill run FILE`: executes the graph on this machine. */
export function runCommand(): Command {
  const command = new Command("run")
    .description("Run a pipeline, or a graph saved as .json, on this machine.")
    .argument("[file]", "the pipeline, a graph saved as .json, or a workflow or GitLab configuration", "pipeline.ts")
    .addOption(
      new Option(
        "--executor <name>",
        "docker: run each job in a container; host: run script jobs as local processes (default: docker)",
      ).choices(["docker", "host"]),
    )
    .option(
      "-j, --job <name>",
      "run this job, or all jobs of a matrix or a call, and the jobs that they need; repeatable",
      collect,
    )
    .option("--from <name>", "start at this job, with the results of an earlier run; repeatable", collect)
    .option(
      "--resume",
      "resume the last run, if it was killed, cancelled or failed; jobs that later edits affect run again",
    )
    .option("--deploy <name>", "run this deploy (default: stop before all deploys); repeatable", collect)
    .option("--approve <name>", "start a manual job, or the manual jobs of an environment; repeatable", collect)
    .option(
      "--break <place>",
      "hold before a job (JOB) or a step (JOB:STEP, by number or name), or when a step fails (failure); repeatable",
      collect,
    )
    .option("--allow-dirty", "push an image of uncommitted edits under the tags of its commit");
  return withEventOptions(command)
    .option("--concurrency <number>", "the number of jobs at a time (default: two per CPU)", wholeNumber)
    .addOption(
      new Option("--reporter <name>", "the output format (default: tty in a terminal, else plain)").choices(REPORTERS),
    )
    .option("--no-cache", "ignore earlier results, so that unchanged jobs run again")
    .option("--secret-file <path>", "a file of NAME=value lines; all other secrets come from the environment")
    .option("--records <folder>", "the folder for the records of built images (default: the user's state folder)")
    .option(
      "--artifacts <folder>",
      "unpack the artifacts of each job into a subfolder of this folder, named after the job",
    )
    .option("--sign-key <path>", "the private key (Ed25519, PEM) that signs statements about images (default: none)")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
Without --executor, the run uses Docker, and fails if no engine answers.

  waybill run pipeline.ts
  waybill run pipeline.ts --job unit --executor host
  waybill run pipeline.ts --from smoke
  waybill run pipeline.ts --deploy production
  waybill run pipeline.ts --pipeline nightly
  waybill run pipeline.ts --resume
  waybill run pipeline.ts --break failure
  waybill run pipeline.ts --break unit:2
  waybill run pipeline.ts --event pullRequest --reporter json
  waybill run pipeline.ts --event pullRequest --pr fork=true --changed docs/a.md
  waybill run pipeline.ts --event manual --input level=debug
  waybill compile pipeline.ts --target graph --out graph.json && waybill run graph.json`,
    )
    .action(async (file: string, options: RunCommandOptions) => {
      const loaded = await loadAny(file, options);
      if (!show(loaded.diagnostics, loaded.source) || !loaded.graph) return;
      const { execute } = await import("./execute.ts");
      const outcome = await execute(loaded.graph, { ...loaded, file }, options);
      show(outcome.diagnostics, loaded.source);
      process.exitCode = outcome.exitCode;
    });
}

const collect = (value: string, all: readonly string[] = []) => [...all, value];
