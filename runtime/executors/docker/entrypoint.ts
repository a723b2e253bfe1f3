import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { JobRequest } from "../executor.ts";
import type { LocalImage } from "./images.ts";

/**
 * A request whose job has the image's own entrypoint by its words, where it wants that one.
 *
 * @throws {DiagnosticError} WB3141 when it is one that takes no arguments: steps would not be run, and seem to have succeeded
 */
export function withEntrypoint(request: JobRequest, { entrypoint }: LocalImage): JobRequest {
  const { job } = request;
  if (job.entrypoint !== "image") return request;
  const [program, flag, line, ...more] = entrypoint;
  if (program === "/bin/sh" && flag === "-c" && line !== undefined && more.length === 0) {
    const values = { job: job.id, image: request.image, line: JSON.stringify(line) };
    throw new DiagnosticError(diagnostic("WB3141", values, { at: job.location }));
  }
  return { ...request, job: { ...job, entrypoint } };
}
