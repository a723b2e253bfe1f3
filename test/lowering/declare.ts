import { providers } from "../../compiler/targets/providers.ts";
import type { Job as DeclaredJob, PipelineOptions } from "../../compiler/authoring/index.ts";
import { pipeline, push } from "../../compiler/authoring/index.ts";
import { encode } from "../../compiler/authoring/internal.ts";
import { acceptable, type Diagnostic } from "../../compiler/diagnostics/index.ts";
import { decoded } from "../../compiler/frontend/evaluate/decode.ts";
import type { Job, ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import { checkStructure } from "../../compiler/graph/structure.ts";
import { type Lowered, lower } from "../../compiler/lowering/index.ts";

export function lowered(exported: unknown): Lowered {
  const places = ({ line, column }: { readonly line: number; readonly column: number }) => ({
    file: "pipeline.ts",
    line,
    column,
  });
  const otherwise = { file: "pipeline.ts", line: 1, column: 1 };
  const wire = decoded(encode({ default: exported }), places, { places: [], otherwise });
  if (!wire || "problem" in wire) throw new Error(wire?.problem);
  return lower(wire, wire.pipelines[0]!, { source: "pipeline.ts", providers });
}

/** Lowers jobs as one pipeline. */
export function lowerJobs(jobs: readonly DeclaredJob[], on: PipelineOptions["on"] = [push()]): Lowered {
  return lowered(pipeline("test", { on, jobs }));
}

/** The graph of jobs that are right. It also holds together as a graph that was read from a file must. */
export function graphOf(jobs: readonly DeclaredJob[], on?: PipelineOptions["on"]): StageGraph {
  const { graph, diagnostics } = lowerJobs(jobs, on);
  if (!graph) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const structure = checkStructure(graph);
  if (!acceptable(structure)) throw new Error(structure.map(({ message }) => message).join("\n"));
  return graph;
}

export function jobOf(graph: StageGraph, id: string): Job {
  const job = graph.jobs.find((one) => one.id === id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

export function scriptOf(jobs: readonly DeclaredJob[], id: string): ScriptJob {
  const job = jobOf(graphOf(jobs), id);
  if (job.kind !== "script") throw new Error(`${id} is no script job`);
  return job;
}

/** Codes and messages, as one reads them. */
export const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, message }) => `${code} ${message}`);
