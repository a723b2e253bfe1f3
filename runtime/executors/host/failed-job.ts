import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { secretName } from "../../../compiler/graph/confidential.ts";
import { defined } from "../../../compiler/graph/model/defined.ts";
import { partsIn } from "../../../compiler/graph/walk.ts";
import type { Failure } from "../../events.ts";
import type { StepEnv } from "../../values/environment.ts";
import type { JobRequest } from "../executor.ts";
import { outputFileOf, type StepResults } from "../step-results.ts";
import { pathPrefix, withHanded } from "../step-files.ts";
import { filesIn } from "../secret-files.ts";
import type { ShellTerminal } from "../hold.ts";
import { gitCeilings } from "./git-barrier.ts";
import { removeFolder } from "./remove.ts";
import { hostShell } from "./shell.ts";
import { removeFiles, writeFiles } from "./steps.ts";
import { environment, placeIn } from "./place.ts";

/** A job that has failed, with its files as the failure left them. No secret is part of it. */
export interface FailedJob {
  readonly version: 1;
  readonly run: string;
  readonly job: string;
  /** Index of the step that failed. */
  readonly step: number;
  readonly name: string;
  readonly exitCode: number;
  /** The step's folder, below the working directory. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Secrets by the variables that have them, or the paths of their files. */
  readonly secrets: Readonly<Record<string, { readonly name: string; readonly file: boolean }>>;
  /** Where it sets outputs, below the working directory. */
  readonly output?: string;
  /** What comes before the folders that `PATH` has. Absent: nothing. */
  readonly path?: string;
}

const DESCRIPTION = "job.json";

interface EndedJob {
  readonly run: string;
  readonly place: string;
  readonly request: JobRequest;
  /** What its steps have left. */
  readonly results: Pick<StepResults, "left" | "handed">;
}

/** Keeps a job's files for {@link failedShell}. Another failure of the same job is replaced. */
export async function keepFailed(
  to: string,
  { run, place, request: { job, stepEnv }, results }: EndedJob,
  { step: index, exitCode }: Extract<Failure, { kind: "exit" }>,
): Promise<void> {
  const [step, ofStep] = [job.steps[index], stepEnv(index, results.left)];
  if (!step || !ofStep) return;
  const handed = results.handed();
  const given = withHanded(job, step, ofStep, handed);
  const values = { ...job.env, ...step.env };
  const secrets = Object.entries(values).flatMap(([name, value]) => {
    // A text with a secret in it is as secret, and is not written down either.
    const secret = partsIn(value).flatMap((part) => secretName(part) ?? [])[0];
    return secret === undefined ? [] : [[name, { name: secret, file: value.kind === "secretFile" }] as const];
  });
  const hidden = secrets.flatMap(([name]) => {
    const value = given[name];
    const text = typeof value === "string" ? value : (value?.content ?? "");
    return text === "" ? [] : [text];
  });
  const env = Object.entries(given).flatMap(([name, value]) => {
    const isSecret = typeof value !== "string" || hidden.some((text) => value.includes(text));
    return isSecret || secrets.some(([one]) => one === name) ? [] : [[name, value] as const];
  });
  const described: FailedJob = {
    ...{ version: 1, run, job: job.id, step: index, name: step.name, exitCode },
    folder: step.workingDirectory ?? job.workingDirectory ?? ".",
    env: Object.fromEntries(env),
    secrets: Object.fromEntries(secrets),
    ...defined({ output: outputFileOf(job, step), path: pathPrefix(handed) || undefined }),
  };
  const kept = join(to, encodeURIComponent(job.id));
  await mkdir(to, { recursive: true, mode: 0o700 });
  await removeFolder(kept);
  await removeFolder(join(place, "steps"));
  await writeFile(join(place, DESCRIPTION), JSON.stringify(described), { mode: 0o600 });
  await rename(place, kept);
}

/** The failed jobs that are kept, by the folders that have their files. */
export async function failedJobs(folder: string): Promise<ReadonlyMap<string, FailedJob>> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name, DESCRIPTION), "utf8").catch(() => "{}");
      const described = JSON.parse(text) as Partial<FailedJob>;
      return described.version === 1 ? [[join(folder, name), described as FailedJob] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/**
 * Runs a shell in the files of a failed job, with the environment of the step that failed.
 *
 * @param secrets - Values by variable.
 */
export async function failedShell(
  folder: string,
  { folder: below, env, output, path = "" }: FailedJob,
  secrets: StepEnv,
  terminal: ShellTerminal,
): Promise<number> {
  const files = placeIn(folder);
  const place = { ...files, ceilings: await gitCeilings(files.workspace, [homedir()]) };
  const given = filesIn(join(files.temporary, "secrets"), secrets);
  await writeFiles(given);
  try {
    const variables = { ...environment(place, output), ...env, ...given.env };
    const withPath = { ...variables, PATH: `${path}${variables.PATH}` };
    return await hostShell({ folder: join(place.workspace, below), env: withPath }, terminal);
  } finally {
    await removeFiles(given);
  }
}
