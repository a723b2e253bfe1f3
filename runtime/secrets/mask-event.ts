import type { Diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Failure, JobReport, JobResult, RunEvent } from "../events.ts";
import { type Masker, maskText } from "./masker.ts";

/** An event without secrets in what jobs handed back: outputs, and reasons given by programs and servers. Logs are masked as streams. */
export function maskEvent(maskers: () => Masker, event: RunEvent): RunEvent {
  const mask = (text: string) => maskText(maskers, text);
  if (event.type === "cache" && event.reason !== undefined) return { ...event, reason: mask(event.reason) };
  if (event.type === "report") return maskReport(event, mask);
  return event.type === "job-finished" ? { ...event, result: maskResult(event.result, mask) } : event;
}

function maskReport(event: JobReport, mask: (text: string) => string): JobReport {
  const failures = event.tests?.failures.map(({ name, message, file, line }) => ({
    name: mask(name),
    ...(message !== undefined && { message: mask(message) }),
    ...(file !== undefined && { file: mask(file) }),
    ...(line !== undefined && { line }),
  }));
  return {
    ...event,
    ...(event.tests && failures && { tests: { ...event.tests, failures } }),
    problems: event.problems.map(mask),
  };
}

/** How a job ended, without secrets. */
export function maskResult(result: JobResult, mask: (text: string) => string): JobResult {
  switch (result.status) {
    case "succeeded": {
      const outputs = Object.entries(result.outputs).map(([name, value]) => [name, mask(value)]);
      return { ...result, outputs: Object.fromEntries(outputs) };
    }
    case "failed":
      return { ...result, failure: maskFailure(result.failure, mask) };
    default:
      return result;
  }
}

function maskFailure(failure: Failure, mask: (text: string) => string): Failure {
  return failure.kind === "diagnostic" ? { ...failure, diagnostic: maskDiagnostic(failure.diagnostic, mask) } : failure;
}

export function maskDiagnostic(diagnostic: Diagnostic, mask: (text: string) => string): Diagnostic {
  return { ...diagnostic, message: mask(diagnostic.message), remedy: mask(diagnostic.remedy) };
}
