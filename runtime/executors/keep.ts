import { type ArchiveWriter, archiveFault, archiveWriter } from "./archive.ts";
import type { JobRequest } from "./executor.ts";
import { type ArtifactSelection, artifactSelection } from "./selection.ts";

/** Adds the files that are selected to the archive, and tells how many links among them were left out. */
type Gather = (selection: ArtifactSelection, archive: ArchiveWriter) => Promise<number>;

/**
 * Archives what a job keeps when it has ended so: all of it, or nothing.
 *
 * @throws {DiagnosticError} WB4009 when it may not be kept, WB4041 when this machine does not take it
 */
export async function keepArtifacts(request: JobRequest, failed: boolean, gather: Gather): Promise<void> {
  const { job, artifactsTo, sink } = request;
  const { artifacts } = job;
  if (!artifacts || artifactsTo === undefined) return;
  if (artifacts.on !== "always" && (artifacts.on === "failure") !== failed) return;
  const archive = archiveWriter(artifactsTo);
  try {
    const links = await gather(artifactSelection(artifacts), archive);
    const { files } = await archive.close();
    if (links > 0) await sink.write("stderr", `artifacts: ${links} links were left out\n`);
    if (files === 0) await sink.write("stderr", `artifacts: no file matches ${artifacts.paths.join(", ")}\n`);
  } catch (error) {
    await archive.discard();
    throw archiveFault(error, job);
  }
}
