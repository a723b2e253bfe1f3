import { Command } from "commander";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import type { DeployJob, StageGraph } from "../compiler/graph/model/index.ts";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { listen } from "./interruption.ts";
import type { DeployFailure } from "../runtime/delivery/record/index.ts";
import type { Loaded } from "./load.ts";
import { recordFolder } from "./records.ts";
import { secretsFrom } from "./secrets.ts";
import { show } from "./show.ts";
import { catchErrors } from "./uncaught.ts";

interface DeployCommandOptions extends ChooseOptions {
  readonly image: string;
  readonly to: string;
  readonly unverified?: string;
  readonly dryRun?: true;
  readonly records?: string;
  readonly secretFile?: string;
}

/** `waybill deploy FILE --image REFERENCE --to JOB`: ships an earlier digest again. */
export function deployCommand(): Command {
  return new Command("deploy")
    .description("Ship the image of an earlier run again, by its digest, for example to roll back.")
    .argument("[file]", "the pipeline, or a graph saved as .json", DEFAULT_FILE)
    .requiredOption("--image <reference>", "the image: repository@sha256:...")
    .requiredOption("--to <job>", "the deploy job that ships it")
    .option("--unverified <reason>", "ship the image without a record of its tests, for this reason")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--records <folder>", "the folder with the records of runs (default: the user's state folder)")
    .option("--secret-file <path>", "a file of NAME=value lines; all other secrets come from the environment")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText("after", "\n  waybill deploy --image registry.example.com/shop@sha256:... --to production --dry-run")
    .action(async (file: string, options: DeployCommandOptions) => {
      const loaded = await loadOne(file, options);
      if (!show(loaded.diagnostics, loaded.source) || !loaded.graph) return;
      try {
        await ship(loaded.graph, loaded, options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, loaded.source);
      }
    });
}

async function ship(graph: StageGraph, { root }: Loaded, options: DeployCommandOptions): Promise<void> {
  const job = deployJob(graph, options.to);
  const folder = options.records ?? recordFolder(root);
  const proof = await proofFor({ graph, job, folder }, options);
  const [{ connect }, { delivery, rollbackOf }, { byHand }, { readFacts }, { cacheFolder }] = await Promise.all([
    import("../runtime/engine/connect.ts"),
    import("../runtime/delivery/index.ts"),
    import("../runtime/manual-deploy.ts"),
    import("../runtime/facts.ts"),
    import("../runtime/store/location.ts"),
  ]);
  const { facts } = await readFacts(root);
  const interruption = listen();
  const errors = catchErrors(interruption.interrupt);
  try {
    const shipping = byHand({
      ...{ graph, job, reference: options.image, root, facts, secrets: secretsFrom(options.secretFile) },
      ...{ delivery: delivery(await connect()), shared: cacheFolder(), signal: interruption.signals.signal },
      line: (stream, text) => void process[stream].write(`${text}\n`),
    });
    if (options.dryRun) {
      const changes = await shipping.plan();
      process.stdout.write(changes.length > 0 ? `${changes.join("\n")}\n` : "nothing would change\n");
      return;
    }
    const { handRecord, writeRecord } = await import("../runtime/delivery/record/index.ts");
    const startedAt = Date.now();
    const keep = (failed?: DeployFailure) => {
      const known = { run: shipping.run, graph, job, commit: facts.sha, reference: options.image, proof, startedAt };
      const ended = { finishedAt: Date.now(), version: ownPackage().version, ...(failed !== undefined && { failed }) };
      return writeRecord(folder, handRecord({ ...known, ...ended }));
    };
    try {
      await shipping.deploy();
    } catch (error) {
      const code = error instanceof DiagnosticError ? error.diagnostics[0]?.code : undefined;
      await keep({ code: code ?? "WB4013", rollback: rollbackOf(error) });
      throw error;
    }
    await keep();
    if (errors.diagnostics().length > 0) throw new DiagnosticError(errors.diagnostics());
  } finally {
    interruption.end();
    errors.end();
  }
}

interface Shipped {
  readonly graph: StageGraph;
  readonly job: DeployJob;
  /** Where the records are. */
  readonly folder: string;
}

/** Why the image may ship, which is also printed. */
async function proofFor({ graph, job, folder }: Shipped, { image: reference, unverified }: DeployCommandOptions) {
  if (unverified !== undefined) {
    process.stderr.write(`${reference} ships unverified: ${unverified}\n`);
    return { unverified };
  }
  const { testedRun } = await import("../runtime/delivery/record/index.ts");
  const { run, commit, dirty } = await testedRun(folder, { graph, job, reference });
  if (job.proof.kind === "unverified") {
    process.stderr.write(`${reference} ships unverified, as the pipeline says: ${job.proof.reason}\n`);
    return { unverified: job.proof.reason };
  }
  const tree = dirty ? ` and edits that are not in it` : "";
  process.stderr.write(`${reference} was tested by run ${run} of commit ${commit}${tree}\n`);
  return { tests: run };
}

function deployJob(graph: StageGraph, name: string): DeployJob {
  const deploys = graph.jobs.filter((job): job is DeployJob => job.kind === "deploy");
  const found = deploys.find((job) => job.id === name);
  if (found) return found;
  const known =
    deploys.length > 0 ? `name one with --to: ${deploys.map((job) => job.id).join(", ")}` : "it deploys nothing";
  throw new DiagnosticError(diagnostic("WB1904", { name, pipeline: graph.name, known }));
}
