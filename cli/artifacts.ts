import { join } from "node:path";
import { Command } from "commander";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { type CheckoutOptions, rootOption, runsFolder } from "./checkout.ts";
import { show, textOf } from "./show.ts";

interface ArtifactsOptions extends CheckoutOptions {
  readonly out?: string;
  readonly run?: string;
}

/** `waybill artifacts [JOB...]`: the files that the jobs of a run have kept. */
export function artifactsCommand(): Command {
  return new Command("artifacts")
    .description("List the jobs of a run that kept artifacts, or unpack their artifacts into a folder.")
    .argument("[job...]", "jobs of the run, or instances of a matrix (default: list all jobs)")
    .option("-o, --out <folder>", "the folder to unpack into; with several jobs, each gets a subfolder of its name")
    .option(
      "--run <run>",
      "the run: its number in `waybill runs`, its id, the start or end of its id, or `last` (default: last)",
    )
    .addOption(rootOption())
    .addHelpText(
      "after",
      `
  waybill artifacts
  waybill artifacts build --out dist
  waybill artifacts build docs --run 2 --out downloads`,
    )
    .action(async (jobs: readonly string[], options: ArtifactsOptions, command: Command) => {
      if (jobs.length > 0 && options.out === undefined)
        command.error("error: name a folder with --out", { exitCode: 2 });
      if (jobs.length === 0 && options.out !== undefined) command.error("error: name a job", { exitCode: 2 });
      try {
        await artifacts(jobs, options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}

async function artifacts(jobs: readonly string[], options: ArtifactsOptions): Promise<void> {
  const [{ allRuns }, { runNamed, requireJob }, { openStore }, { jobsWithArtifacts, unpackArtifacts }] =
    await Promise.all([
      import("../runtime/journal/history.ts"),
      import("../runtime/journal/named-run.ts"),
      import("../runtime/store/store.ts"),
      import("./unpack-artifacts.ts"),
    ]);
  const run = runNamed(await allRuns(runsFolder(options)), options.run);
  const store = openStore();
  if (jobs.length === 0) {
    const found = await jobsWithArtifacts(run, store);
    const names = found.map(({ job }) => `${job}\n`).join("");
    return void process.stdout.write(names || `the run ${run.start.run} has no artifacts\n`);
  }
  for (const job of jobs) requireJob(run, job, [...run.ended.keys()]);
  for (const job of jobs) {
    const out = jobs.length === 1 ? options.out! : join(options.out!, job);
    await unpackArtifacts({ run, job, store, out });
    process.stderr.write(`unpacked the artifacts of ${job} into ${out}\n`);
  }
}

/** What `run --artifacts` does when the run has ended; the diagnostics say what is missing. */
export async function keepRunArtifacts(journals: string, id: string, folder: string) {
  const [{ runOf }, { openStore }, { unpackArtifacts }] = await Promise.all([
    import("../runtime/journal/history.ts"),
    import("../runtime/store/store.ts"),
    import("./unpack-artifacts.ts"),
  ]);
  const [run, store] = [await runOf(journals, id), openStore()];
  if (!run) return [diagnostic("WB4062", { run: id })];
  const problems = [];
  for (const { job, left } of run.ended.values()) {
    if (!left?.artifacts && left?.lost === undefined) continue;
    try {
      await unpackArtifacts({ run, job, store, out: join(folder, job) });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      problems.push(...error.diagnostics);
    }
  }
  return problems;
}
