import { extname } from "node:path";
import { Command } from "commander";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { show } from "./show.ts";
import { save } from "./write.ts";

interface GraphOptions extends ChooseOptions {
  readonly out?: string;
}

/** `waybill graph FILE`: the stage graph as a picture. */
export function graphCommand(): Command {
  return new Command("graph")
    .description("Draw the stage graph: as Mermaid text, or as SVG with --out NAME.svg.")
    .argument("[file]", "the pipeline, or a graph saved as .json", "pipeline.ts")
    .option("-o, --out <path>", "where to write it; SVG when its name ends in .svg (default: standard output)")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .action(async (file: string, options: GraphOptions) => {
      const { graph, diagnostics, source } = await loadOne(file, options);
      if (!show(diagnostics, source) || !graph) return;
      const svg = extname(options.out ?? "") === ".svg";
      const text = svg
        ? (await import("../compiler/graph/views/svg.ts")).printSvg(graph)
        : (await import("../compiler/graph/views/mermaid.ts")).printMermaid(graph);
      if (options.out) show(save(options.out, text), source);
      else process.stdout.write(text);
    });
}
