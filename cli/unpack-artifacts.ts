import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { inspectArchive } from "../runtime/archive/inspect-archive.ts";
import { unpack } from "../runtime/executors/host/files.ts";
import type { JobEnded } from "../runtime/journal/entry.ts";
import type { PastRun } from "../runtime/journal/history.ts";
import type { Store } from "../runtime/store/store.ts";

/** Jobs of a run that have artifacts which are still kept. */
export async function jobsWithArtifacts(run: PastRun, store: Store): Promise<readonly JobEnded[]> {
  const found: JobEnded[] = [];
  for (const ended of run.ended.values()) {
    if (ended.left?.artifacts && (await store.blobs.has(ended.left.artifacts))) found.push(ended);
  }
  return found;
}

export interface UnpackRequest {
  readonly run: PastRun;
  readonly job: string;
  readonly store: Store;
  /** Folder that they are unpacked into; what is there under other names stays. */
  readonly out: string;
}

/**
 * Unpacks what a job has kept.
 *
 * @throws {DiagnosticError} WB4063 when there is nothing, WB4064 when it cannot be written
 */
export async function unpackArtifacts({ run, job, store, out }: UnpackRequest): Promise<void> {
  const ended = run.ended.get(job);
  const none = (reason: string) => new DiagnosticError(diagnostic("WB4063", { job, run: run.start.run, reason }));
  if (!ended) throw none("it has not ended");
  const { result, left } = ended;
  if (left?.lost !== undefined && !left.artifacts) throw none(`it ${left.lost}`);
  if (!left?.artifacts) throw none(result.status === "succeeded" ? "it keeps none" : `it was ${result.status}`);
  const folder = resolve(out);
  const scratch = await mkdtemp(join(tmpdir(), "waybill-artifacts-"));
  try {
    const archive = join(scratch, "artifacts.tar");
    if (!(await store.blobs.take(left.artifacts, archive))) throw none("they are no longer stored");
    const links = await inspectArchive(archive);
    await mkdir(folder, { recursive: true });
    await unpack(folder, archive, links);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw new DiagnosticError(diagnostic("WB4064", { folder: out, reason: (error as Error).message }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
