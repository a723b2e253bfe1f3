import { timeLimit } from "../../../compiler/graph/control.ts";
import type { Deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { JobRequest } from "../executor.ts";
import type { Surroundings } from "./context.ts";
import { endingOf, failureOf } from "./exit-status.ts";
import { allowed, hasLaterTurn, hasTurn } from "../step-turn.ts";
import { type HeldPlace, stepWalk } from "../step-walk.ts";
import { execShell } from "./exec-shell.ts";
import { keptTree } from "./kept-tree.ts";
import { outputFailure } from "../outputs.ts";
import type { StepResults } from "../step-results.ts";
import { readOutputFile } from "./artifacts.ts";
import { givenTo, stepLine } from "./shell.ts";
import type { Waiting } from "./shell-container.ts";
import { watch } from "./watch.ts";

/** Seconds that a job has to end when it is asked to, before it is killed. */
export const GRACE = 5;

/** The time that a job has, and what its steps leave. */
export interface Course {
  readonly limit: Deadline;
  readonly results: StepResults;
}

/**
 * Has the waiting shell run a job's steps, each a process of its own, until one fails.
 *
 * @returns the failure, or undefined when all went well
 */
export async function runSteps(
  { engine }: Surroundings,
  waiting: Waiting,
  request: JobRequest,
  { limit, results }: Course,
): Promise<Failure | undefined> {
  const { container, attachment, nonce } = waiting;
  const { job, sink } = request;
  const stop = () => {
    attachment.finish();
    // Whether it works shows in the streams: they end.
    container.stop({ t: GRACE }).catch(() => {});
  };
  attachment.to((stream, text) => sink.write(stream, text));
  limit.signal.addEventListener("abort", stop, { once: true });
  const unwatch = watch(container, attachment);
  const tree = keptTree(engine, container);
  const shell: HeldPlace["shell"] = (placed, env, terminal) =>
    execShell(container, { job, step: placed.step, given: givenTo(job, placed, env, results.handed()), terminal });
  const walk = stepWalk(request, { keep: tree.keep, restore: tree.restore, shell }, limit, results);
  try {
    limit.start();
    let failed: Failure | undefined;
    for (let index = 0; index < walk.length; index += 1) {
      if (limit.signal.aborted) return failed ?? stopped(request, limit, index);
      const step = walk.step(index);
      if (!hasTurn(step, failed !== undefined)) continue;
      const env = walk.env(index);
      if (!env) {
        sink.stepSkipped(index);
        continue;
      }
      const instead = await walk.before(index);
      if (instead !== undefined) {
        index = instead - 1;
        continue;
      }
      sink.step(index);
      const begun = performance.now();
      attachment.send(stepLine(job, step, givenTo(job, { step, index }, env, results.handed()), nonce));
      const code = await attachment.mark();
      if (code !== undefined) sink.stepDone(index, code);
      if (limit.signal.aborted) {
        await attachment.ended;
        return failed ?? stopped(request, limit, index);
      }
      const { fault, notes } =
        code === undefined
          ? { notes: "" }
          : await results.ended({ step, index }, code === 0, (path, take) => readOutputFile(container, path, take));
      if (notes) await sink.write("stdout", notes);
      if (code === 0 && fault === undefined) continue;
      if (code !== undefined && step.allowFailure) {
        await sink.write("stderr", allowed(code, fault));
        continue;
      }
      if (code === 0 && fault !== undefined) {
        failed ??= outputFailure(job.id, fault, step.location);
        if (hasLaterTurn(job, index)) continue;
        return failed;
      }
      const next = code === undefined ? undefined : await walk.failed(index, code);
      if (next !== undefined) {
        index = next - 1;
        continue;
      }
      if (code !== undefined && hasLaterTurn(job, index)) {
        failed ??= { kind: "exit", step: index, exitCode: code };
        continue;
      }
      if (failed && code !== undefined) return failed;
      // The engine tells how it went when the container has ended: the shell is told that there is no more to do.
      attachment.finish();
      await attachment.ended;
      const lasted = performance.now() - begun;
      const ending = await endingOf(container, job);
      return await failureOf(engine, container, job, { index, code, lasted, ending });
    }
    return failed;
  } finally {
    limit.signal.removeEventListener("abort", stop);
    unwatch();
    await tree.close();
  }
}

function stopped({ job }: JobRequest, limit: Deadline, step: number): Failure {
  return limit.passed() ? { kind: "timeout", seconds: timeLimit(job) } : { kind: "exit", step, exitCode: 143 };
}
