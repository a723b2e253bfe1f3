import { constants } from "node:fs";
import { cp, mkdtemp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { BuildJob } from "../../compiler/graph/model/index.ts";
import { ArchiveError } from "../archive/archive.ts";
import { inspectArchive } from "../archive/inspect-archive.ts";
import { unpack } from "../executors/host/files.ts";

/**
 * The tree of a build that sees artifacts of other jobs: a copy of its own, with them in it, as builds of one run share theirs.
 *
 * @param shared - The copy of the source tree that all builds share.
 * @param archives - Of the artifacts. None: the shared copy is enough.
 * @throws {DiagnosticError} WB4044 when an archive of artifacts holds what none may
 */
export async function treeWithArtifacts(job: BuildJob, shared: string, archives: readonly string[]): Promise<string> {
  if (archives.length === 0) return shared;
  const own = await mkdtemp(join(dirname(shared), "context-"));
  await cp(shared, own, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  for (const archive of archives) {
    try {
      await unpack(own, archive, await inspectArchive(archive));
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new DiagnosticError(diagnostic("WB4044", { job: job.id, reason: error.message }, { at: job.location }));
    }
  }
  return own;
}
