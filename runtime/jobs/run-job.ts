import { isGitHubOnly } from "../../compiler/graph/action-fallback.ts";
import { timeLimit } from "../../compiler/graph/control.ts";
import type { Job, ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import { deadline } from "../deadline.ts";
import type { JobResult, RunEvent } from "../events.ts";
import { type StepHoldOptions, stepHold } from "../debug/step-hold.ts";
import type { ExecutorSession, JobSink } from "../executors/executor.ts";
import type { Plan } from "../journal/plan.ts";
import type { Recorder } from "../journal/recorder.ts";
import { takenResult } from "../journal/restore.ts";
import { type Output, output } from "../log/output.ts";
import type { RunOptions } from "../options.ts";
import { jobReports } from "../reports/job.ts";
import type { Caches } from "../reuse/caches.ts";
import type { Memory } from "../reuse/result-cache.ts";
import { type Ended, faultOf, type Work } from "../scheduler/index.ts";
import { maskEvent } from "../secrets/mask-event.ts";
import type { Masker } from "../secrets/masker.ts";
import type { Digest } from "../store/digest.ts";
import type { DeliverySink } from "../values/image.ts";
import type { RunState } from "../values/state.ts";
import { stepRuns } from "../values/step-condition.ts";
import type { ValueSources } from "../values/values.ts";
import { type DeliverySurroundings, runBuild, runDeploy } from "./delivery.ts";
import { expand } from "./expand.ts";
import { locate, runScript, type ScriptSurroundings } from "./script.ts";
import { statusOf } from "./status.ts";

export interface JobWorkOptions {
  readonly id: string;
  readonly graph: StageGraph;
  readonly options: RunOptions;
  readonly session: ExecutorSession;
  readonly state: RunState;
  readonly memory: Memory | undefined;
  /** Absent where nothing is kept. */
  readonly caches: Caches | undefined;
  readonly record: Recorder;
  /** Digest of the source tree. */
  readonly tree: () => Promise<Digest>;
  /** Where the contexts of builds are copied: see `buildTree`. */
  readonly buildRoot: () => Promise<string>;
  /** What is taken from an earlier run. */
  readonly plan: Plan | undefined;
  readonly maskers: () => Masker;
  /** Absent: jobs hold nowhere. */
  readonly debug: Pick<StepHoldOptions, "breaks" | "debug" | "secrets" | "signal"> | undefined;
  /** How jobs have ended so far. */
  readonly results: ReadonlyMap<string, JobResult>;
  /** Takes events that hold no secret any more. */
  readonly report: (event: RunEvent) => void;
}

/** Joins the scheduler to executors, delivery and memory: what running each kind of job means. */
export function jobWork(given: JobWorkOptions): Work {
  const {
    id,
    graph,
    options,
    session,
    state,
    memory,
    caches,
    record,
    tree,
    buildRoot,
    plan,
    maskers,
    debug,
    results,
    report,
  } = given;
  const { images, outputs, values: sources } = state;
  const scripts: ScriptSurroundings = { graph, sources, archive: state.archive, archived: state.archived };
  const deliveries: DeliverySurroundings = {
    ...{ run: id, root: options.root, commit: options.facts.sha, commitTime: options.commitTime ?? 0, sources },
    ...{ buildRoot, archive: state.archive, archived: state.archived },
    edits: async () =>
      isCommitted(options) ? undefined : { tree: await tree(), allowed: options.allowDirty ?? false },
    ...(options.source !== undefined && { source: options.source }),
    delivery: options.delivery,
    built: (job, image) => images.set(job, image),
  };
  const logs = (job: Job) => (stream: "stdout" | "stderr", line: string) =>
    report({ type: "log", time: Date.now(), job: job.id, stream, line });

  const attempt = async (job: Job, signal: AbortSignal): Promise<Ended> => {
    const log = logs(job);
    const [recording, tail] = [memory?.record(job, state), record.log(job)];
    const out = output(maskers, (stream, line) => {
      log(stream, line);
      recording?.line(stream, line);
      tail.line(stream, line);
    });
    const act = async (): Promise<Ended> => {
      if (job.kind === "script") {
        const ran = new Set<number>();
        state.steps.set(job.id, ran);
        const around = { ...scripts, sources: { ...sources, status: statusOf(job, results) } };
        const opened = await caches?.open(job);
        const reports = jobReports(job);
        const places = { caches: opened?.places ?? [], reports: reports.places };
        const byHand = () => void state.byHand.add(job.id);
        const hold =
          debug && stepHold({ ...debug, run: id, job, sources: around.sources, maskers, report, changed: byHand });
        const outcome = await runScript(session, job, around, {
          sink: jobSink(job, out, ran, report),
          signal,
          ...places,
          hold,
        });
        const told = reports.told(outcome.failure !== undefined);
        if (told) report(maskEvent(maskers, { type: "report", time: Date.now(), job: job.id, ...told }));
        if (!outcome.failure && !signal.aborted && !state.byHand.has(job.id)) await opened?.keep();
        return outcome;
      }
      // It is left out of the graphs that run here.
      if (job.kind === "native") return { outputs: {} };
      return await timed(job, signal, (limited) => {
        const life = { sink: deliverySink(job.id, out, report), signal: limited };
        return job.kind === "build" ? runBuild(job, deliveries, life) : runDeploy(job, deliveries, life);
      });
    };
    const ended = await act()
      .catch((error: unknown): Ended => ({ failure: faultOf(job, error) }))
      .finally(() => out.end());
    if (ended.failure || signal.aborted || state.byHand.has(job.id)) recording?.failed();
    else await recording?.succeeded(ended.outputs);
    if (!signal.aborted) await record.keep(job, tail, ended.failure ? {} : ended.outputs);
    return ended;
  };

  const recall = async (job: Job): Promise<Ended | undefined> => {
    const [log, tail] = [logs(job), record.log(job)];
    const recalled = await memory?.recall(job, state, (stream, line) => {
      log(stream, line);
      tail.line(stream, line);
    });
    if (!recalled) return undefined;
    // A result is known again by the steps that run too.
    if (job.kind === "script") state.steps.set(job.id, stepsNow(job, sources));
    await record.keep(job, tail, recalled.outputs);
    return recalled;
  };

  return {
    expand: (job) => expand(job, sources),
    prepare(job) {
      if (job.kind !== "script" || memory?.expects(job)) return;
      const located = locate(job.image, scripts);
      // What goes wrong ahead of time is met again, and told, when it is the job's turn.
      if (located) session.prepare(job, located.image, located.login).catch(() => {});
    },
    async run(job, number, signal) {
      const taken = plan && (await takenResult(plan, job.id, options.store, logs(job)));
      const ended = taken ?? (number === 1 ? await recall(job) : undefined) ?? (await attempt(job, signal));
      if (!ended.failure) outputs.set(job.id, ended.outputs);
      return ended;
    },
  };
}

async function timed(job: Job, outer: AbortSignal, act: (signal: AbortSignal) => Promise<Ended>): Promise<Ended> {
  const limit = deadline(outer, timeLimit(job));
  limit.start();
  try {
    return await act(limit.signal);
  } catch (error) {
    if (limit.passed()) return { failure: { kind: "timeout", seconds: timeLimit(job) } };
    throw error;
  } finally {
    limit.clear();
  }
}

/** Whether the tree is what its commit is. Without git there is no commit. */
const isCommitted = ({ changes }: RunOptions) => changes !== undefined && changes.length === 0;

const stepsNow = ({ steps }: ScriptJob, sources: ValueSources) =>
  new Set(steps.flatMap((step, index) => (stepRuns(step, sources) ? [index] : [])));

function jobSink(job: ScriptJob, out: Output, ran: Set<number>, report: (event: RunEvent) => void): JobSink {
  const nameOf = (index: number) => job.steps[index]?.name ?? "";
  return {
    step(index) {
      ran.add(index);
      const location = job.steps[index]?.location;
      report({
        ...{ type: "step-started", time: Date.now(), job: job.id, step: index, name: nameOf(index) },
        ...(location && { location }),
      });
    },
    stepSkipped(index) {
      const reason = job.steps[index] && isGitHubOnly(job.steps[index]) ? "action" : "condition";
      report({ type: "step-skipped", time: Date.now(), job: job.id, step: index, name: nameOf(index), reason });
    },
    write: (stream, text) => out.write(stream, text),
    stepDone(index, exitCode) {
      out.end();
      report({ type: "step-finished", time: Date.now(), job: job.id, step: index, exitCode });
    },
    progress: (activity, fraction) => report(progress(job.id, activity, fraction)),
  };
}

function deliverySink(job: string, out: Output, report: (event: RunEvent) => void): DeliverySink {
  return {
    line: (stream, text) => out.write(stream, `${text}\n`),
    progress: (activity, fraction) => report(progress(job, activity, fraction)),
  };
}

const progress = (job: string, activity: string, fraction: number | undefined): RunEvent => ({
  ...{ type: "progress", time: Date.now(), job, activity },
  ...(fraction !== undefined && { fraction }),
});
