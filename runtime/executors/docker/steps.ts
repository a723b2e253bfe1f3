import { timeLimit } from "../../../compiler/graph/control.ts";
import type { Deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { JobRequest } from "../executor.ts";
import type { Surroundings } from "./context.ts";
import { endingOf, failureOf } from "./exit-status.ts";
import { hasLaterTurn, hasTurn } from "../step-turn.ts";
import { type HeldPlace, stepWalk } from "../step-walk.ts";
import { execShell } from "./exec-shell.ts";
import { keptTree } from "./kept-tree.ts";
import { stepLine } from "./shell.ts";
import type { Waiting } from "./shell-container.ts";
import { watch } from "./watch.ts";

/** Seconds that a job has to end when it is asked to, before it is killed. */
export const GRACE = 5;

/**
 * Has the waiting shell run a job's steps, each a process of its own, until one fails.
 *
 * @returns the failure, or undefined when all went well
 */
export async function runSteps(
  { engine }: Surroundings,
  waiting: Waiting,
  request: JobRequest,
  limit: Deadline,
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
  const shell: HeldPlace["shell"] = (step, env, terminal) => execShell(container, { job, step, env, terminal });
  const walk = stepWalk(request, { keep: tree.keep, restore: tree.restore, shell }, limit);
  try {
    limit.start();
    let failed: Failure | undefined;
    for (let index = 0; index < walk.length; index += 1) {
      if (limit.signal.aborted) return failed ?? stopped(request, limit, index);
      if (!hasTurn(walk.step(index), failed !== undefined)) continue;
      if (!walk.env(index)) {
        sink.stepSkipped(index);
        continue;
      }
      const instead = await walk.before(index);
      if (instead !== undefined) {
        index = instead - 1;
        continue;
      }
      const [step, env] = [walk.step(index), walk.env(index) ?? {}];
      sink.step(index);
      const begun = performance.now();
      attachment.send(stepLine(job, step, env, nonce));
      const code = await attachment.mark();
      if (code !== undefined) sink.stepDone(index, code);
      if (limit.signal.aborted) {
        await attachment.ended;
        return failed ?? stopped(request, limit, index);
      }
      if (code === 0) continue;
      if (code !== undefined && step.allowFailure) {
        await sink.write("stderr", `Failed with exit code ${code}, which is allowed.\n`);
        continue;
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
