import { cp, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { timeLimit } from "../../../compiler/graph/control.ts";
import { deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import { copyTree } from "../../tree/copy.ts";
import { listTree, type TreeEntry } from "../../tree/list.ts";
import { repositoryOf } from "../../tree/repository.ts";
import type { Attempt, ExecutorSession, JobRequest } from "../executor.ts";
import { versionWarning } from "./image-version.ts";
import { readOutputs } from "../outputs.ts";
import { collect, deliver, readOutputFile } from "./files.ts";
import { gitCeilings } from "./git-barrier.ts";
import { keepFailed } from "./failed-job.ts";
import { killLeftovers } from "./leftovers.ts";
import { placeIn } from "./place.ts";
import { stepResults } from "../step-results.ts";
import { removeFolder } from "./remove.ts";
import { runSteps } from "./steps.ts";

interface Snapshot {
  readonly path: string;
  readonly entries: readonly TreeEntry[];
  /** A repository for the jobs' trees; absent: the source tree has none. */
  readonly repository?: string;
}

export interface HostRun {
  readonly run: string;
  readonly root: string;
  /** The run's own, on this machine. */
  readonly folder: string;
  /** What has to have ended when the session is closed. */
  readonly background: Promise<unknown>;
  /** Where the files of failed jobs are kept. Absent: nowhere. */
  readonly failed: string | undefined;
}

export function hostSession({ run, root, folder, background, failed }: HostRun): ExecutorSession {
  const stop = new AbortController();
  const running = new Set<Promise<unknown>>();
  let attempts = 0;
  let closing: Promise<void> | undefined;
  /** What all jobs begin with, whatever the user edits meanwhile. */
  const snapshot = snapshotOf(root, folder);
  snapshot.catch(() => {});

  const execute = async (request: JobRequest): Promise<Attempt> => {
    attempts += 1;
    const place = join(folder, `${attempts}-${request.job.id}`);
    const { workspace, temporary, home } = placeIn(place);
    const limit = deadline(AbortSignal.any([request.signal, stop.signal]), timeLimit(request.job));
    try {
      const { path, entries, repository } = await snapshot;
      for (const path of [temporary, home]) await mkdir(path, { recursive: true });
      const hasSources = request.job.checkout !== "none";
      await copyTree(path, hasSources ? entries : [], workspace, "owner");
      await mkdir(workspace, { recursive: true });
      if (repository && hasSources)
        await cp(repository, join(workspace, ".git"), { recursive: true, preserveTimestamps: true });
      await deliver(workspace, request);
      const warning = request.job.image.kind === "machine" ? undefined : await versionWarning(request.image);
      if (warning) await request.sink.write("stderr", `${warning}\n`);
      const ceilings = await gitCeilings(workspace, [root, homedir()]);
      const results = stepResults(request.job);
      const around = { workspace, temporary, home, ceilings };
      const failure: Failure | undefined = await runSteps(around, request, limit, results);
      await killLeftovers(place);
      if (limit.signal.aborted && !limit.passed()) return { ...(failure && { failure }), outputs: {} };
      const ended: Attempt = failure
        ? { failure, outputs: {} }
        : await readOutputs(request, (path, take) => readOutputFile(workspace, path, take), results.outputs());
      await collect(workspace, request, ended.failure !== undefined);
      // A job whose files cannot be kept has failed all the same.
      if (failed && failure?.kind === "exit")
        await keepFailed(failed, { run, place, request, results }, failure).catch(() => {});
      return ended;
    } catch (error) {
      throw faultOf(error, request);
    } finally {
      limit.clear();
      await removeFolder(place);
    }
  };
  return {
    async prepare() {
      await snapshot;
    },
    execute(request) {
      const attempt = execute(request);
      running.add(attempt);
      const forget = () => running.delete(attempt);
      attempt.then(forget, forget);
      return attempt;
    },
    close() {
      closing ??= (async () => {
        stop.abort();
        await Promise.allSettled([snapshot, background, ...running]);
        await removeFolder(folder);
      })();
      return closing;
    },
  };
}

async function snapshotOf(root: string, folder: string): Promise<Snapshot> {
  const path = join(folder, "tree");
  try {
    const [entries, found] = await Promise.all([listTree(root), repositoryOf(root)]);
    const repository = join(folder, "repository");
    await Promise.all([copyTree(root, entries, path, "owner"), found?.write(repository, found.objects)]);
    return { path, entries, ...(found && { repository }) };
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw new DiagnosticError(diagnostic("WB4011", { reason: (error as Error).message }));
  }
}

function faultOf(error: unknown, { job }: JobRequest): Error {
  if (error instanceof DiagnosticError) return error;
  const reason = (error as Error).message;
  return new DiagnosticError(diagnostic("WB4012", { job: job.id, reason }, { at: job.location }));
}
