import { Option } from "commander";
import { didYouMean } from "../compiler/diagnostics/did-you-mean.ts";
import { diagnostic } from "../compiler/diagnostics/index.ts";
import { isProviderFile, type Loaded, load } from "./load.ts";

export interface ChooseOptions {
  readonly root?: string;
  /** A pipeline's name. */
  readonly pipeline?: string;
}

export const pipelineOption = (): Option =>
  new Option("--pipeline <name>", "the pipeline of the file (default: its default export, or its only pipeline)");

/** Reads a file as `load` does, and returns the pipeline with the given name, or the main one without a name. */
export async function loadOne(file: string, options: ChooseOptions): Promise<Loaded> {
  return chosen(file, options, await load(file, options.root));
}

/** Like {@link loadOne}, but also reads a provider's own file, as the pipeline that `waybill import` would write. */
export async function loadAny(file: string, options: ChooseOptions): Promise<Loaded> {
  if (!isProviderFile(file)) return loadOne(file, options);
  const { loadProviderFile } = await import("./provider-file.ts");
  return chosen(file, options, await loadProviderFile(file, options.root));
}

function chosen(file: string, { pipeline }: ChooseOptions, { graph: main, ...loaded }: Loaded): Loaded {
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
