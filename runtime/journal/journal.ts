import { DiagnosticError } from "../../compiler/diagnostics/index.ts";
import type { RunFacts } from "../../compiler/expr/model.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { inputsOf } from "../request/inputs.ts";
import { type Digest, digestOf } from "../store/digest.ts";
import { cacheFolder } from "../store/location.ts";
import { ownerOf } from "../store/owner.ts";
import { takeTurn } from "../store/queue-lock.ts";
import type { Store } from "../store/store.ts";
import type { Asked, Entry, RunBegan } from "./entry.ts";
import { createJournal, type JournalFile } from "./file.ts";
import { pastRuns, pruneJournals, removeJournal } from "./history.ts";
import { originOf } from "./origin.ts";
import { type Plan, resumable } from "./plan.ts";
import { outdatedBy } from "./repeated.ts";
import { differences, lastRun } from "./resume.ts";
import { planFrom } from "./start-from.ts";

/** What the journal takes of a run's options, which say more of each. */
export interface JournalOptions {
  readonly root: string;
  readonly facts: RunFacts;
  readonly executor: { readonly name: string };
  readonly inputs?: Readonly<Record<string, string>>;
  readonly jobs?: readonly string[];
  readonly from?: readonly string[];
  readonly changes?: readonly string[];
  readonly resume?: boolean;
  readonly fresh?: boolean;
  /** Folder of the journals. */
  readonly journal?: string;
  readonly store?: Store;
  readonly shared?: string;
  readonly signal?: AbortSignal;
}

/** The journal of a run, and what the run takes from another one's. */
export interface Journal {
  readonly plan?: Plan;
  add(entry: Entry): void;
  /** Told what people should know, once somebody listens. */
  listen(notice: (message: string) => void): void;
  /** Nothing was started: as if it had not been. */
  discard(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Begins the journal of a run. A folder that cannot be written is no reason not to run.
 *
 * @throws {DiagnosticError} when there is nothing to go on with, or to begin with
 */
export async function openJournal(
  id: string,
  graph: StageGraph,
  options: JournalOptions,
  tree: () => Promise<Digest>,
): Promise<Journal> {
  const { journal: folder, store, facts, from = [], jobs = [] } = options;
  const waiting: string[] = [];
  let notice = (message: string): void => void waiting.push(message);
  let file: JournalFile | undefined;
  const begin = async (first: () => Promise<readonly Entry[]>) => {
    const failed = ({ message }: Error) => notice(`this run cannot be resumed should it break off: ${message}`);
    if (folder === undefined) return;
    try {
      file = await createJournal(folder, id, await first(), failed);
    } catch (error) {
      failed(error as Error);
    }
  };
  const plan = await planned();

  async function planned(): Promise<Plan | undefined> {
    const past = () => (folder === undefined ? Promise.resolve([]) : pastRuns(folder, graph));
    if (options.resume) return alone(options, async () => resumed(await startOf(id), await past()));
    const begins = { graph, from, jobs, asked: askedOf(graph, options), facts };
    const plan = from.length > 0 ? await planFrom(begins, await past(), store) : undefined;
    await begin(async () => [await startOf(id)]);
    return plan;
  }

  async function startOf(run: string): Promise<RunBegan> {
    return {
      ...{ type: "run", version: 2, run, owner: ownerOf(), time: Date.now() },
      ...{ pipeline: graph.name, source: graph.source, graph: graphDigest(graph) },
      ...{ tree: await tree(), dirty: (options.changes ?? []).length > 0, asked: askedOf(graph, options) },
      ...(options.fresh && { fresh: true }),
    };
  }

  async function resumed(start: RunBegan, runs: Awaited<ReturnType<typeof pastRuns>>): Promise<Plan> {
    const run = lastRun(runs);
    const wrong = differences(run.start, start);
    if (wrong.length > 0) throw new DiagnosticError(wrong);
    const outdated = outdatedBy({ graph, root: options.root, start, asked: start.asked, facts }, run);
    const isEdited = run.start.tree !== start.tree || run.start.graph !== start.graph;
    const { taken, repeated } = await resumable(graph, run, { store, ...(isEdited && { outdated }) });
    // All that is taken stands here from the first moment: should this run break off too, the next goes on with it.
    await begin(async () => [
      { ...start, resumes: run.start.run },
      ...[...taken.values()].map((ended) => ({ ...ended, origin: originOf(run, ended) })),
    ]);
    return { run, because: "resumed", taken, repeated };
  }

  return {
    ...(plan && { plan }),
    add: (entry) => file?.add(entry),
    listen(told) {
      notice = told;
      for (const message of waiting.splice(0)) told(message);
    },
    async discard() {
      await file?.close();
      if (file && folder !== undefined) await removeJournal(folder, id).catch(() => {});
    },
    async close() {
      await file?.close();
      if (folder !== undefined) await pruneJournals(folder).catch(() => {});
    },
  };
}

/** Two processes must not go on with one run: one chooses after the other. */
async function alone<T>({ root, shared, signal }: JournalOptions, act: () => Promise<T>): Promise<T> {
  const claim = { project: root, group: "the choice of a run to go on with", claimant: "another run" } as const;
  const life = { folder: shared ?? cacheFolder(), signal: signal ?? new AbortController().signal, onWait() {} };
  const release = await takeTurn({ ...claim, waiting: "queue" }, life);
  try {
    return await act();
  } finally {
    await release?.();
  }
}

/** What tells one graph from another between runs. */
export const graphDigest = (graph: StageGraph): Digest => digestOf(JSON.stringify(graph));

/** What a run was asked for. */
export function askedOf(graph: StageGraph, options: JournalOptions): Asked {
  const { changedFiles: _, ...facts } = options.facts;
  const { executor, jobs = [], from = [] } = options;
  return { facts, inputs: inputsOf(graph, options.inputs), executor: executor.name, jobs, from };
}
