import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import type { RunFacts } from "../../compiler/expr/model.ts";
import { readsOutputs } from "../../compiler/expr/outputs.ts";
import { isFinal } from "../../compiler/graph/final.ts";
import type { Job, Matrix } from "../../compiler/graph/model/index.ts";
import type { Cached, Failure, JobResult } from "../events.ts";
import { type Expansion, family } from "./expansion.ts";
import { contained, faultOf } from "./fault.ts";
import { instances } from "./matrix-limits.ts";
import { isRepeated } from "./retry.ts";
import { needsApproval, skipReason } from "./skip-reason.ts";

/** What running a job means; the scheduler knows only this of executors and delivery. */
export interface Work {
  /** Called ahead of a job's turn, when each of its needs runs, is prepared, or has ended. Never awaited; errors are ignored. */
  prepare(job: Job): void;
  /** What a job turns out to be now that it is its turn; undefined: itself. */
  expand?(job: Job): Expansion | undefined;
  /** One attempt. A rejection is a failure of the job: see `faultOf`. */
  run(job: Job, attempt: number, signal: AbortSignal): Promise<Ended>;
}

/** How an attempt ended. */
export type Ended =
  | {
      readonly outputs: Readonly<Record<string, string>>;
      /** It did not run: an earlier run's result was taken. */
      readonly cached?: Cached;
      readonly failure?: never;
    }
  | { readonly failure: Failure };

export interface ScheduleOptions {
  /** In an order in which each job comes after those it needs. */
  readonly jobs: readonly Job[];
  /** What some of them are instances of. */
  readonly matrices?: readonly Matrix[] | undefined;
  readonly facts: RunFacts;
  /** Ids of the jobs to run; default: all. */
  readonly selected?: ReadonlySet<string> | undefined;
  /** Ids of the manual jobs and the deploys that may run; default: none. */
  readonly approved?: ReadonlySet<string>;
  /**
   * Waits for a job's turn in its concurrency group. Resolves with how to end it, or with `undefined` when another has taken
   * its place; rejects when the signal is aborted. Any other rejection is a failure of the job. Default: no waiting.
   */
  readonly turn?: (job: Job, signal: AbortSignal) => Promise<(() => Promise<void>) | undefined>;
  /** How many jobs may run side by side. */
  readonly concurrency: number;
  /** Aborted: nothing more is started but final jobs, and what else runs is told to stop. */
  readonly signal: AbortSignal;
  /** Aborted: final jobs are not started either, and are told to stop. Default: never. */
  readonly kill?: AbortSignal | undefined;
  readonly work: Work;
  /** This and the other listeners must not throw. */
  readonly started: (job: Job, attempt: number) => void;
  readonly finished: (job: Job, result: JobResult, duration: number) => void;
  /** A job has turned out to be others. */
  readonly expanded?: (job: Job, into: readonly Job[]) => void;
}

/** A job on its way. */
interface Node {
  readonly job: Job;
  readonly dependants: Node[];
  /** Needs that have not ended. */
  open: number;
  /** Needs that have neither begun nor ended: begun is what runs, or is prepared. */
  unbegun: number;
  state: "waiting" | "prepared" | "begun";
  /** Ends its turn in its concurrency group. */
  release?: () => Promise<void>;
  /** Told the result, of a job that another turned out to be. */
  readonly ended?: (job: Job, result: JobResult) => void;
}

/**
 * Runs jobs as their needs allow: at once when these have ended, never more than `concurrency` at a time, first come
 * first served. A failed attempt is repeated as often as the job says; a job that fails skips those that depend on it,
 * the others go on, and final jobs run in any case. The cost is linear in jobs and needs.
 *
 * @returns the result of every job, in the order they ended
 */
export async function schedule(given: ScheduleOptions): Promise<ReadonlyMap<string, JobResult>> {
  const options = { ...given, work: contained(given.work) };
  const { jobs, selected, signal, work, turn, approved = new Set() } = options;
  const kill = options.kill ?? new AbortController().signal;
  const results = new Map<string, JobResult>();
  const outputs: Record<string, Readonly<Record<string, string>>> = {};
  const facts: ConditionFacts = { ...options.facts, outputs };
  const ready: Node[] = [];
  const matrices = instances<Node>(options.matrices ?? []);
  /** Jobs that may be prepared, in the order in which their needs were begun. */
  const waiting: Node[] = [];
  let next = 0;
  let near = 0;
  let ahead = 0;
  let running = 0;
  /** Jobs that wait for their turn in a concurrency group. */
  let queued = 0;
  const released: (Promise<void> | undefined)[] = [];
  /** What jobs have turned out to be. */
  const made: Job[] = [];

  const decided = nodes(jobs).filter((node) => node.open === 0);
  const finish = (node: Node, result: JobResult, duration: number) => {
    results.set(node.job.id, result);
    if (result.status === "succeeded") outputs[node.job.id] = result.outputs;
    options.finished(node.job, result, duration);
    // A job that ends without having been begun has not told those that wait to be prepared.
    begin(node);
    for (const dependant of node.dependants) {
      dependant.open -= 1;
      if (dependant.open === 0) decided.push(dependant);
    }
    node.ended?.(node.job, result);
  };
  /** Tells those that wait to be prepared that one more of their needs is on its way. */
  const begin = (node: Node) => {
    if (node.state === "prepared") ahead -= 1;
    if (node.state === "waiting") announce(node);
    node.state = "begun";
  };
  const announce = (node: Node) => {
    for (const dependant of node.dependants) {
      dependant.unbegun -= 1;
      if (dependant.unbegun === 0) waiting.push(dependant);
    }
  };
  /** Prepares jobs whose turn is near, as many as may run side by side. */
  const lookAhead = () => {
    for (; ahead < options.concurrency; near += 1) {
      const node = waiting[near];
      if (!node) return;
      const { job, state, open } = node;
      if (isList(job)) continue;
      if (state !== "waiting" || open === 0 || (selected && !selected.has(job.id))) continue;
      if (needsApproval(job) && !approved.has(job.id)) continue;
      if (!readsOutputs(job.when) && !evaluate(job.when, facts)) continue;
      node.state = "prepared";
      ahead += 1;
      work.prepare(job);
      announce(node);
    }
  };
  const decide = (queue: (node: Node) => void) => {
    // From its end: what was decided first comes first, and what a skipped job releases comes right after it.
    decided.reverse();
    for (let node = decided.pop(); node; node = decided.pop()) {
      if (selected && !selected.has(node.job.id)) {
        finish(node, { status: "skipped", reason: { kind: "not-selected" } }, 0);
        continue;
      }
      const reason = skipReason(node.job, results, facts, approved);
      if (reason) finish(node, { status: "skipped", reason }, 0);
      else if (turn && node.job.concurrency) queue(node);
      else ready.push(node);
    }
  };

  /** Puts the jobs that a job turns out to be in its place; whether it is any. */
  const expand = (node: Node): boolean => {
    const expansion = isList(node.job) ? work.expand?.(node.job) : undefined;
    if (!expansion) return false;
    const begun = performance.now();
    begin(node);
    options.started(node.job, 1);
    const end = (result: JobResult) => {
      released.push(node.release?.());
      finish(node, result, Math.round(performance.now() - begun));
    };
    if ("failure" in expansion) {
      end({ status: "failed", failure: expansion.failure, allowed: false });
      return true;
    }
    matrices.add(expansion.matrix);
    options.expanded?.(node.job, expansion.jobs);
    made.push(...expansion.jobs);
    const ended = family(expansion.jobs, end);
    const into = expansion.jobs.map(
      (job): Node => ({ job, dependants: [], open: 0, unbegun: 0, state: "begun", ended }),
    );
    ready.splice(next, 0, ...into);
    return true;
  };

  await new Promise<void>((resolve, reject) => {
    const queue = (node: Node) => {
      const { job } = node;
      const group = job.concurrency?.group ?? "";
      queued += 1;
      const settle = (release: Node["release"]) => {
        queued -= 1;
        if (release) {
          // A turn that cannot be given back ends with this process.
          node.release = () => release().catch(() => {});
          ready.push(node);
        } else if (!signal.aborted) finish(node, { status: "skipped", reason: { kind: "replaced", group } }, 0);
        go();
      };
      const fail = (error: unknown) => {
        if (signal.aborted) return settle(undefined);
        queued -= 1;
        finish(node, { status: "failed", failure: faultOf(job, error), allowed: false }, 0);
        go();
      };
      turn?.(job, signal).then(settle, fail).catch(reject);
    };
    const go = () => {
      if (!signal.aborted) decide(queue);
      while (!signal.aborted && running < options.concurrency) {
        const node = ready[next];
        if (!node) break;
        next += 1;
        if (expand(node)) {
          decide(queue);
          continue;
        }
        const verdict = matrices.admit(node);
        if (verdict === "cancel") {
          finish(node, { status: "cancelled" }, 0);
          // Its turn, where it had one, goes on at once; nobody waits for that but the end.
          released.push(node.release?.());
          decide(queue);
        }
        if (verdict !== "run") continue;
        running += 1;
        const begun = performance.now();
        begin(node);
        attempts(node.job, { ...options, signal: isFinal(node.job) ? kill : matrices.signal(node, signal) })
          .then(async (result) => {
            await node.release?.();
            running -= 1;
            ready.splice(next, 0, ...matrices.ended(node, result));
            finish(node, result, Math.round(performance.now() - begun));
            go();
          })
          .catch(reject);
      }
      if (running + queued === 0) resolve();
      else if (!signal.aborted) lookAhead();
    };
    go();
  });
  // Those whose turn came while the run was being stopped.
  await Promise.all([...released, ...ready.slice(next).map((node) => node.release?.())]);
  const left = [...made, ...jobs].filter((job) => !results.has(job.id));
  const final = left.filter((job) => isFinal(job) && !kill.aborted);
  for (const job of left) {
    if (!final.includes(job)) {
      const result: JobResult = { status: "cancelled" };
      results.set(job.id, result);
      options.finished(job, result, 0);
    }
  }
  if (final.length > 0) for (const [id, result] of await afterStop(final, options, kill)) results.set(id, result);
  return results;
}

/** The final jobs of a run that was stopped: by now what they waited for has ended. */
function afterStop(final: readonly Job[], options: ScheduleOptions, kill: AbortSignal) {
  const whole = new Map(final.map((job) => [job.id, job]));
  const { work } = options;
  return schedule({
    ...options,
    jobs: final.map((job) => ({ ...job, needs: [] })),
    signal: kill,
    work: { prepare() {}, run: ({ id }, attempt, signal) => work.run(whole.get(id) as Job, attempt, signal) },
  });
}

/** A job that stands for others. */
function isList(job: Job): boolean {
  return job.kind === "script" && job.dynamic !== undefined;
}

function nodes(jobs: readonly Job[]): Node[] {
  const byId = new Map<string, Node>();
  for (const job of jobs) {
    const node: Node = { job, dependants: [], open: job.needs.length, unbegun: job.needs.length, state: "waiting" };
    for (const need of job.needs) byId.get(need.job)?.dependants.push(node);
    byId.set(job.id, node);
  }
  return [...byId.values()];
}

async function attempts(job: Job, { work, signal, started }: ScheduleOptions): Promise<JobResult> {
  const most = job.kind === "script" ? job.retry + 1 : 1;
  for (let attempt = 1; ; attempt += 1) {
    started(job, attempt);
    const ended = await work.run(job, attempt, signal);
    if (!ended.failure) {
      return { status: "succeeded", outputs: ended.outputs, ...(ended.cached && { cached: ended.cached }) };
    }
    if (signal.aborted) return { status: "cancelled" };
    const { failure } = ended;
    if (attempt === most || !isRepeated(job, failure)) {
      return { status: "failed", failure, allowed: allowed(job, failure) };
    }
  }
}

/** The infrastructure's faults are never allowed: nobody meant them. */
function allowed(job: Job, failure: Failure): boolean {
  if (job.kind !== "script" || !job.allowFailure || failure.kind === "diagnostic") return false;
  const { exitCodes } = job.allowFailure;
  return exitCodes.length === 0 || (failure.kind === "exit" && exitCodes.includes(failure.exitCode));
}
