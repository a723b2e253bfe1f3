import { isGitHubOnly } from "../../../compiler/graph/action-fallback.ts";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { watch } from "../../../compiler/graph/entrypoint.ts";
import type { Step } from "../../../compiler/graph/model/index.ts";
import type { JobRequest } from "../executor.ts";
import { stepArgv } from "../script.ts";
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

/** The same in a container with a shell, which sees to it that the entrypoint runs the scripts of the steps. */
export function watched(request: JobRequest): JobRequest {
  const { job } = request;
  const { entrypoint } = job;
  if (entrypoint === undefined || entrypoint === "image") return request;
  const around = { ...job, entrypoint: [...watch.before, ...entrypoint, ...watch.after] };
  const steps = job.steps.map((step): Step => {
    if (isGitHubOnly(step)) return step;
    return { ...step, run: { kind: "exec", argv: stepArgv(step.run.kind === "shell" ? around : job, step) } };
  });
  return { ...request, job: { ...job, entrypoint: [], steps } };
}
