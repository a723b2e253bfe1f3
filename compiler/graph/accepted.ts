import type { Diagnostic, Location } from "../diagnostics/index.ts";
import type { StageGraph } from "./model/index.ts";

/** Without the warnings that graphs accept: at the places of a job, those of the job; anywhere, those of its graph. */
export function withoutAccepted(
  diagnostics: readonly Diagnostic[],
  graphs: readonly StageGraph[],
): readonly Diagnostic[] {
  const accepted = new Set(graphs.flatMap(acceptedPlaces));
  if (accepted.size === 0) return diagnostics;
  return diagnostics.filter(
    ({ code, severity, at }) => severity === "error" || !accepted.has(`${code} ${at ? placeOf(at) : ""}`),
  );
}

function acceptedPlaces(graph: StageGraph): readonly string[] {
  const everywhere = Object.keys(graph.accept ?? {});
  const whole = everywhere.length > 0 ? ["", ...placesIn(graph)] : [];
  return [
    ...everywhere.flatMap((code) => whole.map((place) => `${code} ${place}`)),
    ...graph.jobs.flatMap((job) =>
      Object.keys(job.accept ?? {}).flatMap((code) => placesIn(job).map((place) => `${code} ${place}`)),
    ),
  ];
}

/** Every place of the source in a part of a graph. */
function placesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(placesIn);
  if (typeof value !== "object" || value === null) return [];
  if ("file" in value && "line" in value && "column" in value) return [placeOf(value as Location)];
  return Object.values(value).flatMap(placesIn);
}

const placeOf = ({ file, line, column }: Location) => `${file}:${line}:${column}`;
