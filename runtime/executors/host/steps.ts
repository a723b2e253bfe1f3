import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { timeLimit } from "../../../compiler/graph/control.ts";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import type { Deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { JobRequest } from "../executor.ts";
import { OUTPUT_FILE, OUTPUT_VARIABLE } from "../outputs.ts";
import { stepArgv } from "../script.ts";
import { hasLaterTurn, hasTurn } from "../step-turn.ts";
import { filesIn, type WithFiles } from "../secret-files.ts";
import { homeVariables } from "./home.ts";
import { type StepProcess, startProcess } from "./process.ts";

export interface Place {
  readonly workspace: string;
  readonly temporary: string;
  /** The job's home folder. */
  readonly home: string;
  /** Where git stops its search for a repository, as `GIT_CEILING_DIRECTORIES` lists it. */
  readonly ceilings: string;
}

/** Runs a job's steps until one fails; what they have left running is ended with the job. */
export async function runSteps(place: Place, request: JobRequest, limit: Deadline): Promise<Failure | undefined> {
  const { job, sink, stepEnv } = request;
  const started: StepProcess[] = [];
  const stop = () => started.at(-1)?.stop();
  limit.signal.addEventListener("abort", stop);
  limit.start();
  try {
    let failed: Failure | undefined;
    for (const [index, step] of job.steps.entries()) {
      if (limit.signal.aborted) return failed ?? stopped(job, limit, index);
      if (!hasTurn(step, failed !== undefined)) continue;
      const env = stepEnv[index];
      if (!env) {
        sink.stepSkipped(index);
        continue;
      }
      sink.step(index);
      const given = filesIn(join(place.temporary, "secrets"), env);
      await writeFiles(given);
      const process = startProcess({
        argv: stepArgv(job, step),
        folder: folderOf(place, job, step),
        env: { ...environment(place, job), ...given.env },
        write: (stream, text) => sink.write(stream, text),
      });
      started.push(process);
      const timer = step.timeout === undefined ? undefined : setTimeout(process.stop, step.timeout * 1000);
      const exitCode = await process.ended;
      clearTimeout(timer);
      for (const { path } of given.files) await rm(path, { force: true });
      sink.stepDone(index, exitCode);
      if (limit.signal.aborted) return failed ?? stopped(job, limit, index);
      if (exitCode === 0) continue;
      if (step.allowFailure) await sink.write("stderr", `Failed with exit code ${exitCode}, which is allowed.\n`);
      else failed ??= { kind: "exit", step: index, exitCode };
      if (failed && !hasLaterTurn(job, index)) return failed;
    }
    return failed;
  } finally {
    limit.signal.removeEventListener("abort", stop);
    for (const process of started) process.kill();
  }
}

async function writeFiles({ files }: WithFiles): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
}

function stopped(job: ScriptJob, limit: Deadline, step: number): Failure {
  return limit.passed() ? { kind: "timeout", seconds: timeLimit(job) } : { kind: "exit", step, exitCode: 143 };
}

function folderOf({ workspace }: Place, job: ScriptJob, step: Step): string {
  return join(workspace, step.workingDirectory ?? job.workingDirectory ?? ".");
}

/** What a process cannot do without, and nothing else of the user's environment: no token leaks into a job. */
function environment(
  { workspace, temporary, home, ceilings }: Place,
  job: ScriptJob,
): Readonly<Record<string, string>> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", LANG = "C.UTF-8" } = process.env;
  return {
    ...homeVariables(home),
    ...{ PATH, LANG, TMPDIR: temporary, CI: "true", GIT_CEILING_DIRECTORIES: ceilings },
    ...(job.outputs.length > 0 && { [OUTPUT_VARIABLE]: join(workspace, OUTPUT_FILE) }),
  };
}
