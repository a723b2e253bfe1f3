import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { timeLimit } from "../../../compiler/graph/control.ts";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import type { Deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { JobRequest } from "../executor.ts";
import { outputFailure } from "../outputs.ts";
import { outputFileOf, type PlacedStep, type StepResults } from "../step-results.ts";
import { readOutputFile } from "./files.ts";
import { stepArgv } from "../script.ts";
import { allowed, hasLaterTurn, hasTurn } from "../step-turn.ts";
import { type HeldPlace, stepWalk } from "../step-walk.ts";
import { filesIn, type WithFiles } from "../secret-files.ts";
import { keptFiles } from "./kept-files.ts";
import { killLeftovers } from "./leftovers.ts";
import { environment, type Place } from "./place.ts";
import { type StepProcess, startProcess } from "./process.ts";
import type { StepEnv } from "../../values/environment.ts";
import { fileVariables, type Handed, pathPrefix, withHanded } from "../step-files.ts";
import { hostShell } from "./shell.ts";

/** Runs a job's steps until one fails; what they have left running is ended with the job. */
export async function runSteps(
  place: Place,
  request: JobRequest,
  limit: Deadline,
  results: StepResults,
): Promise<Failure | undefined> {
  const { job, sink } = request;
  const started: StepProcess[] = [];
  const stop = () => started.at(-1)?.stop();
  limit.signal.addEventListener("abort", stop);
  limit.start();
  const walk = stepWalk(request, heldPlace(place, job, results), limit, results);
  try {
    let failed: Failure | undefined;
    for (let index = 0; index < walk.length; index += 1) {
      if (limit.signal.aborted) return failed ?? stopped(job, limit, index);
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
      const given = givenTo(place, job, { step, index }, { env, handed: results.handed() });
      await writeFiles(given);
      const process = startProcess({
        argv: stepArgv(job, step),
        folder: folderOf(place, job, step),
        env: given.env,
        write: (stream, text) => sink.write(stream, text),
      });
      started.push(process);
      const timer = step.timeout === undefined ? undefined : setTimeout(process.stop, step.timeout * 1000);
      const exitCode = await process.ended;
      clearTimeout(timer);
      await removeFiles(given);
      sink.stepDone(index, exitCode);
      if (limit.signal.aborted) return failed ?? stopped(job, limit, index);
      const { fault, notes } = await results.ended({ step, index }, exitCode === 0, (path, take) =>
        readOutputFile(place.workspace, path, take),
      );
      if (notes) await sink.write("stdout", notes);
      if (exitCode === 0 && fault === undefined) continue;
      if (step.allowFailure) {
        await sink.write("stderr", allowed(exitCode, fault));
        continue;
      }
      const next = exitCode === 0 ? undefined : await walk.failed(index, exitCode);
      if (next !== undefined) {
        index = next - 1;
        continue;
      }
      failed ??=
        exitCode === 0 && fault !== undefined
          ? outputFailure(job.id, fault, step.location)
          : { kind: "exit", step: index, exitCode };
      if (!hasLaterTurn(job, index)) return failed;
    }
    return failed;
  } finally {
    limit.signal.removeEventListener("abort", stop);
    for (const process of started) process.kill();
  }
}

interface Environment {
  readonly env: StepEnv;
  readonly handed: Handed;
}

/** What a step is started with: its environment, the files that it writes, and what earlier steps have handed on. */
function givenTo(place: Place, job: ScriptJob, { step, index }: PlacedStep, { env, handed }: Environment): WithFiles {
  const { env: own, files } = filesIn(secretFolder(place), withHanded(job, step, env, handed));
  const all = {
    ...environment(place, outputFileOf(job, step)),
    ...own,
    ...fileVariables(step, index, place.workspace),
  };
  return { env: { ...all, PATH: `${pathPrefix(handed)}${all.PATH}` }, files };
}

/** What a person can do where the job holds. */
function heldPlace(place: Place, job: ScriptJob, results: StepResults): HeldPlace {
  const { workspace, temporary, home } = place;
  const folder = dirname(workspace);
  const files = keptFiles(
    folder,
    [workspace, temporary, home].map((path) => basename(path)),
    join(folder, "steps"),
  );
  return {
    keep: files.keep,
    async restore(index) {
      await killLeftovers(folder);
      await files.restore(index);
    },
    async shell(placed, env, terminal) {
      const given = givenTo(place, job, placed, { env, handed: results.handed() });
      await writeFiles(given);
      try {
        return await hostShell({ folder: folderOf(place, job, placed.step), env: given.env }, terminal);
      } finally {
        await removeFiles(given);
      }
    },
  };
}

const secretFolder = ({ temporary }: Place) => join(temporary, "secrets");

export async function writeFiles({ files }: WithFiles): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
}

export async function removeFiles({ files }: WithFiles): Promise<void> {
  for (const { path } of files) await rm(path, { force: true });
}

function stopped(job: ScriptJob, limit: Deadline, step: number): Failure {
  return limit.passed() ? { kind: "timeout", seconds: timeLimit(job) } : { kind: "exit", step, exitCode: 143 };
}

function folderOf({ workspace }: Place, job: ScriptJob, step: Step): string {
  return join(workspace, step.workingDirectory ?? job.workingDirectory ?? ".");
}
