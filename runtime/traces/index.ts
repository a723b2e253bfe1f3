import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { JobFinished, RunEvent } from "../events.ts";
import { cachedText, failureText, skipText } from "../reporters/failure.ts";

/** Sends a run as OpenTelemetry traces. */
export interface Traces {
  readonly report: (event: RunEvent) => void;
  /**
   * Sends what is left.
   *
   * @returns why spans could not be sent; undefined: all were
   */
  close(): Promise<string | undefined>;
}

/**
 * A span for the run, each job and each step, sent over OTLP/HTTP to where the variables of the OpenTelemetry specification
 * say. Names of attributes are those of its semantic conventions for CI/CD.
 *
 * @param version - Of Waybill.
 */
export function traces(version: string): Traces {
  let problem: string | undefined;
  const exporter = noting(new OTLPTraceExporter(), (reason) => {
    problem ??= reason;
  });
  const resource = resourceFromAttributes({ "service.name": "waybill", "service.version": version }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer("waybill", version);
  const open = (name: string, parent: Context, at: number, kind = SpanKind.INTERNAL) =>
    tracer.startSpan(name, { startTime: new Date(at), kind }, parent);
  const below = (span: Span | undefined) => (span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT);
  const [jobs, steps] = [new Map<string, Span>(), new Map<string, Span>()];
  let run: Span | undefined;

  const job = (id: string, at: number) => {
    const known = jobs.get(id);
    if (known) return known;
    const span = open(id, below(run), at);
    span.setAttributes({ "cicd.pipeline.task.name": id });
    jobs.set(id, span);
    return span;
  };
  const endStep = (id: string, at: number, exitCode?: number) => {
    const span = steps.get(id);
    if (exitCode !== undefined) span?.setAttribute("process.exit.code", exitCode);
    if (exitCode) span?.setStatus({ code: SpanStatusCode.ERROR, message: `exited with ${exitCode}` });
    span?.end(new Date(at));
    steps.delete(id);
  };
  return {
    report(event) {
      const { time } = event;
      switch (event.type) {
        case "run-started":
          run = open(event.pipeline, ROOT_CONTEXT, time, SpanKind.SERVER);
          run.setAttributes({ "cicd.pipeline.name": event.pipeline, "cicd.pipeline.run.id": event.run });
          run.setAttribute("waybill.executor", event.executor);
          return;
        case "job-started":
          job(event.job, time).setAttribute("waybill.attempt", event.attempt);
          return;
        case "step-started": {
          endStep(event.job, time);
          const span = open(event.name, below(job(event.job, time)), time);
          span.setAttribute("waybill.step", event.step + 1);
          if (event.location) {
            const { file, line } = event.location;
            span.setAttributes({ "code.file.path": file, "code.line.number": line });
          }
          steps.set(event.job, span);
          return;
        }
        case "step-finished":
          return endStep(event.job, time, event.exitCode);
        case "job-finished": {
          endStep(event.job, time);
          const span = job(event.job, time - event.duration);
          finish(span, event);
          span.end(new Date(time));
          return;
        }
        case "run-finished": {
          const result = { succeeded: "success", failed: "failure", cancelled: "cancellation" }[event.outcome];
          run?.setAttribute("cicd.pipeline.result", result);
          if (event.outcome === "failed") run?.setStatus({ code: SpanStatusCode.ERROR });
          run?.end(new Date(time));
          return;
        }
        case "job-held":
          job(event.job, time).addEvent("held", { "waybill.step": event.step + 1 }, new Date(time));
          return;
        case "job-released":
          job(event.job, time).addEvent("released", { "waybill.decision": event.decision }, new Date(time));
          return;
        case "job-expanded":
        case "step-skipped":
        case "log":
        case "progress":
        case "cache":
        case "report":
        case "notice":
          return;
      }
    },
    async close() {
      await provider.shutdown().catch((error: Error) => {
        problem ??= error.message;
      });
      return problem;
    },
  };
}

function finish(span: Span, { result }: JobFinished): void {
  const ended = (value: string) => span.setAttribute("cicd.pipeline.task.run.result", value);
  switch (result.status) {
    case "succeeded":
      ended("success");
      if (result.cached) span.setAttribute("waybill.cached", cachedText(result.cached));
      return;
    case "failed":
      ended("failure");
      span.setStatus({ code: SpanStatusCode.ERROR, message: failureText(result.failure) });
      return;
    case "skipped":
      ended("skip");
      span.setAttribute("waybill.skipped", skipText(result.reason));
      return;
    case "cancelled":
      ended("cancellation");
  }
}

/** The SDK says of a failure nothing but to its own log. */
function noting(exporter: SpanExporter, failed: (reason: string) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) failed(result.error.message);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
