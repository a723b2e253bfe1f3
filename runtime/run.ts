import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { acceptable, type Diagnostic, DiagnosticError, exitCode } from "../compiler/diagnostics/index.ts";
import { withLists } from "../compiler/graph/dynamic.ts";
import { fallbackOf, withSteps } from "../compiler/graph/action-fallback.ts";
import { missingNative, withoutMissing } from "../compiler/graph/native.ts";
import type { Job, StageGraph } from "../compiler/graph/model/index.ts";
import type { JobReport, JobResult, RunEvent } from "./events.ts";
import { type LazySession, lazySession } from "./executors/lazy-session.ts";
import { closed } from "./jobs/close-session.ts";
import { projectAt, turnsOf } from "./jobs/concurrency-group.ts";
import { listenerFaults } from "./jobs/listener-faults.ts";
import { jobWork } from "./jobs/run-job.ts";
import { askedSecrets, missingSecrets, secretsOf } from "./jobs/secrets.ts";
import { type Chosen, chosenJobs } from "./jobs/select-jobs.ts";
import { graphDigest, type Journal, openJournal } from "./journal/journal.ts";
import { originOf } from "./journal/origin.ts";
import type { Plan } from "./journal/plan.ts";
import { recorder } from "./journal/recorder.ts";
import { planText, takeUp } from "./journal/restore.ts";
import { emptyFrom } from "./journal/start-from.ts";
import { sourceDigest } from "./journal/tree-digest.ts";
import { maskUnmet, unmetCondition } from "./journal/unmet-condition.ts";
import type { RunOptions } from "./options.ts";
import type { RunOutcome, Taken } from "./outcome.ts";
import { breakpoints, unknownBreakpoints } from "./debug/breakpoints.ts";
import type { DebugOptions } from "./debug/held-job.ts";
import { deploysByHand } from "./debug/no-deploys.ts";
import { definitions } from "./proof/definition.ts";
import { unknownApprovals } from "./request/approval.ts";
import { inputProblems, inputsOf } from "./request/inputs.ts";
import { jobsNamed, unknownJobs } from "./request/selection.ts";
import { openCaches } from "./reuse/caches.ts";
import { openMemory } from "./reuse/result-cache.ts";
import { inputTree } from "./reuse/tree.ts";
import { schedule } from "./scheduler/index.ts";
import { withFileContents } from "./secrets/file-contents.ts";
import { fileHolds, textHolds } from "./secrets/holds.ts";
import { maskDiagnostic, maskEvent, maskResult } from "./secrets/mask-event.ts";
import { isTooShort } from "./secrets/forms.ts";
import { maskersFor, maskText } from "./secrets/masker.ts";
import type { Digest } from "./store/digest.ts";
import { cacheFolder } from "./store/location.ts";
import { buildTree } from "./tree/build-tree.ts";
import { type RunFiles, runFiles } from "./store/run-folder.ts";
import { runState } from "./values/state.ts";
import { resolveValue } from "./values/values.ts";

/**
 * Runs a graph. All complaints about the request itself come first, and then nothing is started; afterwards, whatever
 * happens, nothing of the run is left behind when the promise settles.
 *
 * @example
 * ```ts
 * const outcome = await run(graph, {
 *   root: process.cwd(),
 *   executor: dockerExecutor(),
 *   facts: (await readFacts(process.cwd())).facts,
 *   secrets: (name) => process.env[name],
 *   reporter: plainReporter({ stream: process.stdout, color: false }),
 * });
 * process.exitCode = outcome.exitCode;
 * ```
 */
export async function run(given: StageGraph, asGiven: RunOptions): Promise<RunOutcome> {
  const graph = runnable(given);
  const [jobs, from] = [jobsNamed(graph, asGiven.jobs ?? []), jobsNamed(graph, asGiven.from ?? [])];
  const facts = { ...asGiven.facts, inputs: inputsOf(graph, asGiven.inputs) };
  const options = { ...asGiven, facts, jobs, from };
  const native = missingNative(given).map((job) => job.id);
  const id = `${Date.now().toString(36)}${randomBytes(5).toString("hex")}`;
  const asked = [
    ...unknownJobs(graph, [...jobs, ...from]),
    ...unknownApprovals(graph, options),
    ...inputProblems(graph, options.facts.event, options.inputs ?? {}),
    ...emptyFrom({ graph, from, jobs }),
    ...unknownBreakpoints(options.debug?.breaks ?? [], graph),
    ...deploysByHand(options),
  ];
  if (!acceptable(asked)) return refused(id, asked);

  const session = lazySession(options.executor, { id, root: options.root });
  const tree = once(() => sourceDigest({ root: options.root, sha: options.facts.sha, changes: options.changes }));
  let folder: RunFiles | undefined;
  let journal: Journal | undefined;
  try {
    journal = await openJournal(id, graph, options, tree);
    const chosen = chosenJobs(graph, options, journal.plan);
    const refusals = options.executor.refusals({ ...graph, jobs: chosen.jobs });
    // People are asked when nothing else is in the way.
    const given = acceptable(refusals) ? await askedSecrets(graph, chosen.jobs, options) : options.secrets;
    const secrets = withFileContents(graph, given);
    const diagnostics = [...missingSecrets(graph, chosen.jobs, secrets), ...refusals];
    if (!acceptable(diagnostics)) throw new DiagnosticError(diagnostics);
    folder = await runFiles(options.store?.folder, id);
    return await runIn({
      id,
      options: { ...options, secrets },
      session,
      folder: folder.path,
      journal,
      tree,
      native,
      ...chosen,
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    await journal?.discard();
    return refused(id, error.diagnostics);
  } finally {
    // What went wrong with it was told when it ended.
    await session.close().catch(() => {});
    await folder?.remove();
    await journal?.close();
    await options.store?.trim().catch(() => {});
  }
}

function refused(run: string, diagnostics: readonly Diagnostic[]): RunOutcome {
  return { run, status: "refused", exitCode: exitCode(diagnostics), diagnostics, ...NOTHING };
}

const NOTHING = {
  jobs: new Map(),
  reports: new Map(),
  images: new Map(),
  steps: new Map(),
  taken: new Map(),
  unreported: [],
};

interface Started extends Chosen {
  readonly id: string;
  readonly options: RunOptions;
  readonly session: LazySession;
  readonly folder: string;
  readonly journal: Journal;
  /** Jobs that only a provider has. */
  readonly native: readonly string[];
  /** Digest of the source tree. */
  readonly tree: () => Promise<Digest>;
}

/** A graph as this machine runs it. */
const runnable = (graph: StageGraph) => withoutActions(withoutMissing(withLists(graph)));

/** The pipeline as its file has it now, as this machine runs it. */
async function prepared(debug: DebugOptions | undefined): ReturnType<DebugOptions["reread"]> {
  const now = (await debug?.reread()) ?? { problem: "" };
  return "problem" in now ? now : { graph: runnable(now.graph) };
}

/** GitHub's actions as what takes their place; one that nothing does is passed over, and wants nothing. */
function withoutActions(graph: StageGraph): StageGraph {
  return withSteps(graph, (step) => [fallbackOf(step) ?? { ...step, env: {} }]);
}

async function runIn({
  id,
  graph,
  options,
  session,
  folder,
  journal,
  tree: digest,
  native,
  ...chosen
}: Started): Promise<RunOutcome> {
  const { selected, approved, jobs } = chosen;
  const names = new Set(jobs.flatMap((job) => [...secretsOf(job, graph)]));
  const maskers = maskersFor([...names].flatMap((name) => options.secrets(name) ?? []));
  const state = runState({ ...options, inputs: inputsOf(graph, options.inputs), folder });
  const holds = {
    text: (text: string) => textHolds(maskers, text),
    file: async (path: string) => names.size > 0 && fileHolds(maskers, path),
  };
  const faults = listenerFaults();
  const show = faults.guard("the reporter", options.reporter);
  const report = (event: RunEvent) => show(maskEvent(maskers, event));
  const notices: string[] = [];
  let notice = (message: string): void => {
    notices.push(message);
  };
  const tree = inputTree(options.root);
  const memory =
    options.store &&
    (await openMemory({
      ...{ run: id, tree, store: options.store, executor: options.executor, jobs, values: state.values },
      ...{ scratch: folder, fresh: options.fresh || journal.plan?.because === "from", holdsSecret: holds.text },
      notice: (message) => notice(message),
    }));
  const caches =
    options.store &&
    (await openCaches({
      ...{
        tree,
        store: options.store,
        jobs,
        scratch: folder,
        fresh: options.fresh ?? false,
        report,
        holdsSecret: holds.file,
        nameOf: (value) => resolveValue(value, state.values),
      },
      async scope() {
        const { executor, root } = options;
        const [project, identity] = await Promise.all([projectAt(root), executor.identify?.([])]);
        return [project, executor.name, identity?.system].join(" ");
      },
    }));
  const written = { journal, enabled: options.journal !== undefined, store: options.store, state, holds };
  const definition = definitionsIn(graph);
  const record = recorder({ ...written, noteOf: (job) => memory?.notes.get(job), definition });
  await takeUp(journal.plan, { store: options.store, state, jobs });
  // A job that may be restored needs nothing to run on.
  if (jobs.some((job) => job.kind === "script" && !memory?.expects(job))) await session.open();
  const builds = jobs.filter((job) => job.kind === "build");
  const buildRoot = once(() =>
    buildTree({ root: options.root, folder, contexts: builds.map(({ context }) => context) }),
  );
  // Before any job runs, for none may change what is built. What goes wrong is reported by the build.
  if (builds.length > 0) await buildRoot().catch(() => {});
  const begun = Date.now();
  report({
    ...{ type: "run-started", time: begun, run: id, pipeline: graph.name, executor: options.executor.name },
    jobs: graph.jobs.flatMap(shown),
  });

  notice = (message) => report({ type: "notice", time: Date.now(), message });
  for (const message of notices) notice(message);
  for (const name of names) {
    if (isTooShort(options.secrets(name))) notice(`the secret ${name} is too short to be masked in logs`);
  }
  journal.listen(notice);
  if (journal.plan) notice(planText(journal.plan));
  for (const job of native) notice(`the native job ${job} is left out: only a provider has it`);
  if (graph.gitlab) notice("what GitLab includes takes no part in this run");
  if (!caches && jobs.some((job) => job.kind === "script" && job.caches.length > 0)) {
    notice("this run has no store: jobs begin without caches, and none are kept");
  }
  const stop = AbortSignal.any([options.signal, options.kill].filter((signal) => signal !== undefined));
  const ended = new Map<string, JobResult>();
  const reports = new Map<string, JobReport>();
  const told = (event: RunEvent) => {
    if (event.type === "report") reports.set(event.job, event);
    show(event);
  };
  const around = { state, memory, caches, results: ended, maskers, report: told };
  const debug = options.debug && {
    breaks: breakpoints(options.debug.breaks, graph),
    debug: { ...options.debug, reread: () => prepared(options.debug) },
    ...{ secrets: names, signal: stop },
  };
  const work = jobWork({
    ...{ id, graph, options, session, record, tree: digest, buildRoot, plan: journal.plan, debug },
    ...around,
  });
  const began = faults.guard("the journal", record.began);
  const keepEnding = faults.guard("the journal", (job: Job, result: JobResult, duration: number) => {
    const mask = (text: string) => maskText(maskers, text);
    const condition = unmetCondition(job, result, { ...options.facts, outputs: Object.fromEntries(state.outputs) });
    const masked = { result: maskResult(result, mask), condition: condition && maskUnmet(condition, mask) };
    record.ended(job, { ...masked, duration });
  });
  const scheduled = schedule({
    ...{
      jobs: chosen.scheduled,
      matrices: graph.matrices,
      facts: options.facts,
      selected,
      approved,
      work,
      signal: stop,
      kill: options.kill,
    },
    turn: turnsOf({ run: id, root: options.root, folder: options.shared ?? cacheFolder(), notice }),
    concurrency: options.concurrency ?? 2 * availableParallelism(),
    expanded: (job, into) => report({ type: "job-expanded", time: Date.now(), job: job.id, into: into.flatMap(shown) }),
    started(job, attempt) {
      if (!journal.plan?.taken.has(job.id)) began(job, attempt);
      report({ type: "job-started", time: Date.now(), job: job.id, attempt });
    },
    finished(job, result, duration) {
      ended.set(job.id, result);
      keepEnding(job, result, duration);
      report({ type: "job-finished", time: Date.now(), job: job.id, result, duration });
    },
  });
  // Killing takes away what the jobs run in: they end by that.
  options.kill?.addEventListener("abort", () => void session.close().catch(() => {}));
  const results = await scheduled;
  const judgement = judged(results, stop.aborted);
  const diagnostics = judgement.diagnostics.map((one) => maskDiagnostic(one, (text) => maskText(maskers, text)));
  const treeDigest = state.images.size > 0 ? await digest().catch(() => undefined) : undefined;
  const outcome = {
    ...{ run: id, ...judgement, diagnostics, jobs: results, reports, images: state.images, steps: state.steps },
    taken: originsOf(journal.plan, { graph: graphDigest(graph), tree: treeDigest }),
    ...(treeDigest && { tree: treeDigest }),
  };
  faults.guard("the journal", record.over)(judgement.status);
  // Clean-up is part of the run: nobody is told that it is over before it is.
  const left = await closed(session, report);
  report({ type: "run-finished", time: Date.now(), outcome: outcome.status, duration: Date.now() - begun });
  const unreported = faults.diagnostics().map((fault) => maskDiagnostic(fault, (text) => maskText(maskers, text)));
  const whole = { ...outcome, diagnostics: [...diagnostics, ...left, ...unreported], unreported };
  return left.length + unreported.length === 0 ? whole : { ...whole, exitCode: 3 };
}

/** What reporters are told of a job ahead of it. */
const shown = ({ id, kind, location, needs }: Job) =>
  kind === "native" ? [] : [{ id, kind, location, needs: needs.map((need) => need.job) }];

/** What each job is; an instance of a dynamic matrix is what its matrix is. */
function definitionsIn(graph: StageGraph): (job: Job) => Digest {
  const definition = definitions(graph);
  const known = new Set(graph.jobs.map(({ id }) => id));
  return (job) => definition(!known.has(job.id) && job.kind === "script" && job.matrix ? job.matrix.id : job.id);
}

function originsOf(plan: Plan | undefined, now: { readonly graph: Digest; readonly tree: Digest | undefined }) {
  const taken = [...(plan?.taken ?? [])].map(([job, ended]): [string, Taken] => {
    const origin = originOf((plan as Plan).run, ended);
    return [job, { ...origin, foreign: origin.graph !== now.graph || origin.tree !== now.tree }];
  });
  return new Map(taken);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const isReplaced = (one: JobResult) => one.status === "skipped" && one.reason.kind === "replaced";

type Judged = Pick<RunOutcome, "exitCode" | "diagnostics"> & {
  readonly status: "succeeded" | "failed" | "cancelled";
};

function judged(results: ReadonlyMap<string, JobResult>, stopped: boolean): Judged {
  const failed = [...results.values()].flatMap((one) => (one.status === "failed" && !one.allowed ? [one.failure] : []));
  const diagnostics = failed.flatMap((failure) => (failure.kind === "diagnostic" ? [failure.diagnostic] : []));
  if (failed.length > 0) {
    return { status: "failed", exitCode: exitCode(diagnostics) === 3 ? 3 : 1, diagnostics };
  }
  const cancelled = [...results.values()].some((one) => (one.status === "cancelled" ? stopped : isReplaced(one)));
  return { status: cancelled ? "cancelled" : "succeeded", exitCode: cancelled ? 1 : 0, diagnostics };
}
