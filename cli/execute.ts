import type { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { type Diagnostic, DiagnosticError, diagnostic, exitCode } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { type GitFacts, type RunOptions, type RunOutcome, readFacts, run } from "../runtime/index.ts";
import { openStore } from "../runtime/store/store.ts";
import { keepEvents } from "../runtime/journal/event-file.ts";
import { keepRunArtifacts } from "./artifacts.ts";
import type { RunEvent } from "../runtime/events.ts";
import type { Debugging } from "./debugging.ts";
import { eventOf } from "./event.ts";
import { overridesOf } from "./event-options.ts";
import { listen } from "./interruption.ts";
import type { Loaded } from "./load.ts";
import { secretPrompt } from "./prompt.ts";
import { failedFolder, journalFolder, keyText, recordFolder } from "./records.ts";
import { repeatOf } from "./repeat.ts";
import type { ReporterName } from "./reporter-names.ts";
import { reporters } from "./reporters.ts";
import type { RunCommandOptions } from "./run.ts";
import { secretsFrom } from "./secrets.ts";
import { factWarnings } from "./run-warnings.ts";
import { tracing } from "./tracing.ts";
import { sinceGreen } from "./since-green.ts";
import { catchErrors } from "./uncaught.ts";

/** How a run ended, for the command. */
export interface Execution {
  readonly exitCode: 0 | 1 | 2 | 3;
  /** Those that the reporter has not shown. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs a graph as the command line asks for, and keeps the record of what it built. */
export async function execute(
  graph: StageGraph,
  { root, source, file }: Pick<Loaded, "root" | "source"> & { readonly file: string },
  options: RunCommandOptions,
): Promise<Execution> {
  const name = options.reporter ?? (process.stdout.isTTY && !process.env.CI ? "tty" : "plain");
  const interruption = listen();
  const errors = catchErrors(interruption.interrupt);
  let held: Debugging | undefined;
  try {
    const overrides = overridesOf(options, eventOf(graph, options.event));
    const key = await keyFor(options);
    const [tools, facts, traced] = await Promise.all([
      toolsFor(graph, root, options),
      readFacts(root, overrides),
      tracing(),
    ]);
    const startedAt = Date.now();
    const journal = journalFolder(root);
    const [shown, keep] = [reporters[name]({ source, repeat: repeatOf(file, options) }), keepEvents(journal)];
    held =
      options.break &&
      (await holding(options.break, { ...options, file, journal, name, stop: interruption.stop, shown }));
    const report = held?.report ?? shown;
    const outcome = await run(graph, {
      ...{ root, ...tools, ...facts, ...interruption.signals },
      ...{ secrets: secretsFrom(options.secretFile), ask: secretPrompt(name) },
      reporter(event) {
        keep(event);
        traced?.report(event);
        report(event);
      },
      ...{ store: openStore(), fresh: !options.cache },
      ...(held && { debug: held.debug }),
      ...{ journal, resume: options.resume ?? false },
      ...(options.from && { from: options.from }),
      ...(options.job && { jobs: options.job }),
      ...(options.input && { inputs: options.input }),
      ...(options.approve && { approve: options.approve }),
      ...(options.deploy && { deploy: options.deploy }),
      allowDirty: options.allowDirty ?? false,
      ...(options.concurrency && { concurrency: options.concurrency }),
    });
    const unsent = (await traced?.close()) ?? [];
    const inputs = options.input ?? {};
    const folder = options.records ?? recordFolder(root);
    const unstated =
      outcome.images.size > 0 ? await keepRecord({ graph, facts, inputs, startedAt, outcome, folder, key }) : [];
    const isRead = name !== "json" && name !== "junit" && outcome.status !== "refused";
    if (isRead && outcome.status === "failed") process.stdout.write(await sinceGreen(graph, journal, outcome));
    const missing = options.artifacts ? await keepRunArtifacts(journal, outcome.run, options.artifacts) : [];
    const uncaught = errors.diagnostics();
    const code = outcome.exitCode === 0 && missing.length > 0 ? exitCode(missing) : outcome.exitCode;
    const unshown = isRead ? outcome.unreported : outcome.diagnostics;
    return {
      exitCode: uncaught.length > 0 ? 3 : code,
      diagnostics: [...unshown, ...uncaught, ...unstated, ...missing, ...unsent, ...factWarnings(graph, root, facts)],
    };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { diagnostics: error.diagnostics, exitCode: exitCode(error.diagnostics) };
  } finally {
    await held?.close();
    interruption.end();
    errors.end();
  }
}

/** What the last run has kept of its failed jobs goes when another one begins. */
async function removeFailed(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { removeFolder } = await import("../runtime/executors/host/remove.ts");
  await removeFolder(folder);
}

interface Holding extends RunCommandOptions {
  readonly file: string;
  readonly journal: string;
  readonly name: ReporterName;
  readonly stop: () => void;
  readonly shown: (event: RunEvent) => void;
}

/** What a run with breakpoints needs; loaded only for one. */
async function holding(breaks: readonly string[], options: Holding): Promise<Debugging> {
  const { debugging } = await import("./debugging.ts");
  const { file, journal, name, stop: quit, shown: report, root, pipeline } = options;
  const asks = (name === "tty" || name === "plain") && !process.env.CI;
  const chosen = { ...(root !== undefined && { root }), ...(pipeline !== undefined && { pipeline }) };
  return debugging({ ...{ breaks, file, journal, asks, quit, report }, ...chosen });
}

/** Docker, unless local processes were asked for. What builds and deploys is loaded only where a job does. */
async function toolsFor(
  graph: StageGraph,
  root: string,
  { executor }: RunCommandOptions,
): Promise<Pick<RunOptions, "executor" | "delivery">> {
  const failed = failedFolder(root);
  await removeFailed(failed);
  if (executor === "host") {
    const { hostExecutor } = await import("../runtime/executors/host/index.ts");
    return { executor: hostExecutor({ failed }) };
  }
  const { connect, dockerExecutor } = await import("../runtime/executors/docker/index.ts");
  const scripts = graph.jobs.filter((job) => job.kind === "script");
  const onMachine = scripts.filter((job) => job.image.kind === "machine");
  if (onMachine.length > 0) {
    const [{ hostExecutor }, { withMachine }] = await Promise.all([
      import("../runtime/executors/host/index.ts"),
      import("../runtime/executors/machines.ts"),
    ]);
    if (onMachine.length === graph.jobs.length)
      return { executor: withMachine(hostExecutor({ failed }), hostExecutor({ failed })) };
    const executor = withMachine(dockerExecutor(), hostExecutor({ failed }));
    if (scripts.length === graph.jobs.length) return { executor };
    const { delivery } = await import("../runtime/delivery/index.ts");
    return { executor, delivery: delivery(await connect()) };
  }
  if (graph.jobs.every((job) => job.kind === "script")) return { executor: dockerExecutor() };
  const { delivery } = await import("../runtime/delivery/index.ts");
  return { executor: dockerExecutor(), delivery: delivery(await connect()) };
}

async function keyFor({ signKey }: RunCommandOptions): Promise<KeyObject | undefined> {
  if (signKey === undefined) return undefined;
  const { signingKey } = await import("../runtime/delivery/record/index.ts");
  return signingKey(keyText(signKey), signKey);
}

interface Recorded {
  readonly graph: StageGraph;
  readonly facts: GitFacts;
  readonly inputs: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly outcome: RunOutcome;
  readonly folder: string;
  readonly key: KeyObject | undefined;
}

async function keepRecord({
  graph,
  facts,
  inputs,
  startedAt,
  outcome,
  folder,
  key,
}: Recorded): Promise<readonly Diagnostic[]> {
  const { foreignResult, runRecord, writeRecord } = await import("../runtime/delivery/record/index.ts");
  const record = runRecord({
    ...{ run: outcome.run, graph, facts: facts.facts, inputs, dirty: facts.dirty || !facts.changes, outcome },
    ...{ startedAt, finishedAt: Date.now(), version: ownPackage().version },
    ...(facts.source !== undefined && { source: facts.source }),
  });
  await writeRecord(folder, record, key);
  return record.images.flatMap((image) => {
    const foreign = foreignResult(record, image);
    const values = { image: image.job, job: foreign?.id ?? "", run: foreign?.from?.run ?? "" };
    return foreign ? [diagnostic("WB5048", values)] : [];
  });
}
