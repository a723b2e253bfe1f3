import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { isImageReference } from "../../compiler/graph/image-reference.ts";
import type { ImageTemplate, ScriptJob, Value } from "../../compiler/graph/model/index.ts";
import { resolveValue, type ValueSources } from "../values/values.ts";

/** An image's name, put together; undefined while an output in it has not been set. */
export function nameOf({ parts }: ImageTemplate, sources: ValueSources): string | undefined {
  const isThere = (part: Value) => part.kind !== "output" || sources.output(part.job, part.name) !== undefined;
  return parts.every(isThere) ? parts.map((part) => resolveValue(part, sources)).join("") : undefined;
}

/** The same for a job that is to start now; throws WB4015 when it names no image. */
export function checkedName(job: ScriptJob, { parts }: ImageTemplate, sources: ValueSources): string {
  const name = parts.map((part) => resolveValue(part, sources)).join("");
  if (isImageReference(name)) return name;
  const values = { job: job.id, reference: JSON.stringify(name), parts: parts.map(phrase).join(", ") };
  throw new DiagnosticError([diagnostic("WB4015", values, { at: job.location })]);
}

function phrase(part: Value): string {
  switch (part.kind) {
    case "literal":
      return JSON.stringify(part.value);
    case "output":
      return `the output ${part.name} of ${part.job}`;
    case "step":
      return `the ${part.name} of ${part.step}`;
    case "run":
      return `the run's ${part.name}`;
    case "matrix":
      return `the matrix' ${part.name}`;
    case "input":
    case "secret":
      return `the ${part.kind} ${part.name}`;
    case "secretFile":
      return `the secret file ${part.name}`;
    case "idToken":
      return `the id token ${part.name}`;
    case "image":
      return `the image of ${part.job}`;
    case "vars":
    case "gitlab":
      return `the variable ${part.name}`;
    case "text":
      return part.parts.map(phrase).join(", ");
  }
}
