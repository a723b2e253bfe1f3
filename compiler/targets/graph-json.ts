import { printGraph } from "../graph/print.ts";
import { fileName } from "./file-name.ts";
import type { Target } from "./target.ts";

/** The stage graph as JSON, which `waybill run` takes as it takes a pipeline. */
export const graphJson: Target = {
  name: "graph",
  defaultPath: (graph) => `${fileName(graph)}.graph.json`,
  emit: (graph) => ({ files: [{ path: graphJson.defaultPath(graph), text: printGraph(graph) }], diagnostics: [] }),
};
