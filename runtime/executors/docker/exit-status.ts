import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { isMissing, wordsOf } from "../../engine/api.ts";
import type { Failure } from "../../events.ts";
import { type DoneTo, doneTo } from "./container-events.ts";

export interface Ending {
  readonly exitCode: number;
  /** A process in it was killed for its memory, at any time. */
  readonly outOfMemory: boolean;
  /** When it ran, by the engine's clock. */
  readonly StartedAt: string;
  readonly FinishedAt: string;
}

/** A step that has not succeeded. */
export interface FailedStep {
  readonly index: number;
  /** Undefined: its shell ended with it. */
  readonly code: number | undefined;
  /** Milliseconds from its beginning to the container's end. */
  readonly lasted: number;
  /** Of the container that it ran in. */
  readonly ending: Ending;
}

/** Milliseconds in which a container whose streams have ended is said to have ended. */
const SETTLING = 3000;

/**
 * How a container ended whose streams did. An end of the streams is no end of the container: a connection that is cut
 * looks the same, and the engine's own wait would never answer on it.
 *
 * @throws {DiagnosticError} WB4006 when it is gone, still runs, or the engine does not answer
 */
export async function endingOf(container: Docker.Container, job: ScriptJob): Promise<Ending> {
  const lost = (reason: string) =>
    new DiagnosticError(diagnostic("WB4006", { job: job.id, reason }, { at: job.location }));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, SETTLING, "late");
  });
  try {
    if ((await Promise.race([container.wait(), late])) === "late") {
      throw lost("the connection to it was cut while it ran");
    }
    const { State } = await container.inspect();
    const { StartedAt, FinishedAt } = State;
    return { exitCode: State.ExitCode, outOfMemory: State.OOMKilled, StartedAt, FinishedAt };
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw lost(isMissing(error) ? "it was removed while it ran" : `the engine no longer answers (${wordsOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds by which the engine's word of an event comes late: it is told after the process, and its shell, have ended. */
const LATE = 500;
/** What a shell makes of a process that was killed. */
const KILLED = 137;

/** Whether it was this step, and not one before it, that was told to have run out of memory. */
function ranOut(done: readonly DoneTo[], begun: number, code: number | undefined): boolean {
  const ooms = done.filter(({ action, at }) => action === "oom" && at >= begun);
  const known = done.some(({ action }) => action === "oom");
  return !known || ooms.some(({ at }) => at >= begun + LATE) || (ooms.length > 0 && (code ?? KILLED) === KILLED);
}

/**
 * Whose fault it is that a step has failed. Out of memory is a failure of its own: the exit code of a process that was killed
 * for it could be anybody's. The engine tells of it for the container as a whole, so what an earlier step ran into is told
 * apart by its time; and a signal that came from outside is nothing that the step did.
 *
 * @throws {DiagnosticError} WB4006 when the container was ended from outside
 */
export async function failureOf(
  engine: Docker,
  container: Docker.Container,
  job: ScriptJob,
  { index, code, lasted, ending }: FailedStep,
): Promise<Failure> {
  // An engine that has forgotten it, or is going down, tells no more than the ending does.
  const done = await doneTo(engine, container, ending).catch(() => []);
  const begun = Date.parse(ending.FinishedAt) - lasted;
  if (ending.outOfMemory && (index === 0 || ranOut(done, begun, code))) return { kind: "out-of-memory", step: index };
  const kill = done.find(({ action, at }) => action === "kill" && at >= begun);
  if (code !== undefined && !kill) return { kind: "exit", step: index, exitCode: code };
  const how = kill?.signal === undefined ? `with exit code ${ending.exitCode}` : `by signal ${kill.signal}`;
  const reason = `it was ended from outside, ${how}`;
  throw new DiagnosticError(diagnostic("WB4006", { job: job.id, reason }, { at: job.location }));
}
