import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { isMissing, wordsOf } from "../../delivery/engine/dial.ts";
import type { Failure } from "../../events.ts";

export interface Ending {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
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
    return { exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw lost(isMissing(error) ? "it was removed while it ran" : `the engine no longer answers (${wordsOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

/** Out of memory is a failure of its own: the exit code of a process that was killed for it could be anybody's. */
export function failureOf(step: number, exitCode: number, outOfMemory: boolean): Failure {
  return outOfMemory ? { kind: "out-of-memory", step } : { kind: "exit", step, exitCode };
}
