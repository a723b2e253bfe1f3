import { Option } from "commander";
import { didYouMean } from "../compiler/diagnostics/did-you-mean.ts";
import { diagnostic } from "../compiler/diagnostics/index.ts";
import { type Loaded, load } from "./load.ts";

export interface ChooseOptions {
  readonly root?: string;
  /** A pipeline's name. */
  readonly pipeline?: string;
}

export const pipelineOption = (): Option =>
  new Option("--pipeline <name>", "the pipeline of the file (default: its default export, or its only pipeline)");

/** Reads a file as `load` does, and of its pipelines the one that is named, or meant where none is. */
export async function loadOne(file: string, { root, pipeline }: ChooseOptions): Promise<Loaded> {
  const { graph: main, ...loaded } = await load(file, root);
  if (loaded.graphs.length === 0) return loaded;
  const graph = pipeline === undefined ? main : loaded.graphs.find(({ name }) => name === pipeline);
  if (graph) return { ...loaded, graph };
  const names = loaded.graphs.map(({ name }) => name);
  const known = names.join(", ");
  const problem =
    pipeline === undefined
      ? diagnostic("WB2311", { file, known, one: names[0]! })
      : diagnostic("WB2312", { file, known, name: pipeline, meant: didYouMean(pipeline, names) });
  return { ...loaded, diagnostics: [...loaded.diagnostics, problem] };
}
