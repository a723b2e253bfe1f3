import { encode } from "../../../compiler/authoring/internal.ts";
import { acceptable, type Diagnostic, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { decoded, unreadConditions } from "../../../compiler/frontend/evaluate/decode.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { parseGraph } from "../../../compiler/graph/parse.ts";
import { checkGraph } from "../../../compiler/graph/passes/index.ts";
import { printGraph } from "../../../compiler/graph/print.ts";
import { printMermaid } from "../../../compiler/graph/views/mermaid.ts";
import { printSvg } from "../../../compiler/graph/views/svg.ts";
import { type Lock, pinImages } from "../../../compiler/lock/index.ts";
import { lowerAll } from "../../../compiler/lowering/pipelines.ts";
import { checkSavedGraph } from "../../../compiler/lowering/saved-graph-rules.ts";
import { providers } from "../../../compiler/targets/providers.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import type { Emission, Target } from "../../../compiler/targets/target.ts";
import { statedDigest } from "../../../runtime/registry/digest.ts";
import type { RunOutcome } from "../../../runtime/index.ts";
import { run } from "../../../runtime/run.ts";
import { fakeExecutor } from "../../runtime/fake-executor.ts";
import { facts } from "../../runtime/graphs.ts";
import { evaluateAll, type Statement } from "./node.ts";

const HERE = { file: "pipeline.ts", line: 1, column: 1 };

/** What a module's pipelines are, or why they are not. */
export interface Made {
  readonly graphs: readonly StageGraph[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The module's own mistake, as the sandbox reports what a module throws. */
export class Thrown extends Error {}

/** From statements to graphs as `compile` makes them, without the type check and in this process. */
export function compiled(statements: readonly Statement[]): Made {
  const { main } = evaluateAll(statements);
  const wire = decoded(encode({ default: main }), () => HERE, { places: [HERE], otherwise: HERE });
  if (!wire) throw new Error("the declarations cannot be decoded");
  if ("problem" in wire) return { graphs: [], diagnostics: [diagnostic("WB1030", wire as never, { at: HERE })] };
  const unread = unreadConditions(wire).flatMap(({ problems }) => problems);
  if (unread.length > 0)
    return {
      graphs: [],
      diagnostics: unread.map(({ what, instead }) => diagnostic("WB1040", { what, instead }, { at: HERE })),
    };
  const { graphs, diagnostics: found } = lowerAll(wire, { source: "pipeline.ts", providers });
  const diagnostics = [...found, ...graphs.flatMap((graph) => checkGraph(graph, providers, graphs))];
  return acceptable(diagnostics) ? { graphs, diagnostics } : { graphs: [], diagnostics };
}

const LOCK: Lock = { actions: {}, images: {}, includes: {} };

export function emitted(name: keyof typeof targets, graph: StageGraph): Emission {
  const target: Target = targets[name];
  return target.emitTogether ? target.emitTogether([graph], LOCK) : target.emit(graph, LOCK);
}

/** The graph through a file and back, with what is found on the way. */
export function saved(graph: StageGraph): {
  readonly text: string;
  readonly again?: string;
  readonly diagnostics: readonly Diagnostic[];
} {
  const text = printGraph(graph);
  const parsed = parseGraph(text, "graph.json");
  if (!parsed.graph) return { text, diagnostics: parsed.diagnostics };
  const diagnostics = [...parsed.diagnostics, ...checkSavedGraph(parsed.graph, text, "graph.json")];
  return { text, again: printGraph(parsed.graph), diagnostics };
}

export function drawn(graph: StageGraph): readonly string[] {
  return [printMermaid(graph), printSvg(graph)];
}

/** A run in which every step succeeds and every output is set. */
export function ran(graph: StageGraph, root: string): Promise<RunOutcome> {
  const deploys = graph.jobs.filter(({ kind }) => kind === "deploy").map(({ id }) => id);
  const manual = graph.jobs.filter((job) => job.manual).map(({ id }) => id);
  return run(pinImages(graph, LOCK), {
    ...{ root, facts, secrets: () => "hunter2-hunter2", changes: [], reporter: () => {} },
    executor: fakeExecutor({ tree: { out: "x" } }),
    ...{ deploy: deploys, approve: manual },
    delivery: {
      build: async ({ job }) => ({
        digest: statedDigest(`sha256:${"b".repeat(64)}`),
        reference: `${job.repository}@sha256:${"b".repeat(64)}`,
      }),
      strategyFor: () => ({ plan: async () => [], deploy: async () => {} }),
    },
  });
}
