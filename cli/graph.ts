import { extname } from "node:path";
import { Command } from "commander";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { diagnostic } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

interface GraphOptions extends ChooseOptions {
  readonly out?: string;
}

/** `waybill graph FILE`: the stage graph as a picture. */
export function graphCommand(): Command {
  return new Command("graph")
    .description("Draw the stage graph as Mermaid, SVG or DOT, or as an HTML page with pan and zoom.")
    .argument("[file]", "the pipeline, a graph saved as .json, or a workflow or GitLab configuration", "pipeline.ts")
    .option(
      "-o, --out <path>",
      "the file; its ending decides the format: .mmd, .md, .svg, .dot, .gv, .html (default: Mermaid on standard output)",
    )
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
  waybill graph
  waybill graph --out graph.svg
  waybill graph --out graph.html
  waybill graph --out graph.dot`,
    )
    .action(async (file: string, options: GraphOptions) => {
      const format = formatOf(options.out);
      if (options.out && !format) {
        const ending = extname(options.out).toLowerCase();
        const values = { file: options.out, svg: `${options.out.slice(0, -ending.length || undefined)}.svg` };
        return void show([diagnostic(ending === ".png" ? "WB4130" : "WB4131", values)], textOf);
      }
      const { graph, diagnostics, source } = await loadAny(file, options);
      if (!show(diagnostics, source) || !graph) return;
      const print = await printers[format ?? ".mmd"]();
      if (options.out) show(save(options.out, print(graph)), source);
      else process.stdout.write(print(graph));
    });
}

type Printer = (graph: StageGraph) => string;
type Format = ".mmd" | ".md" | ".svg" | ".dot" | ".gv" | ".html";

const mermaid = async (): Promise<Printer> => (await import("../compiler/graph/views/mermaid.ts")).printMermaid;
const dot = async (): Promise<Printer> => (await import("../compiler/graph/views/dot.ts")).printDot;

/** What a graph is written as, by the ending of the file's name. */
const printers: Readonly<Record<Format, () => Promise<Printer>>> = {
  ".mmd": mermaid,
  ".md": async () => {
    const print = await mermaid();
    return (graph) => `\`\`\`mermaid\n${print(graph)}\`\`\`\n`;
  },
  ".svg": async () => (await import("../compiler/graph/views/svg.ts")).printSvg,
  ".dot": dot,
  ".gv": dot,
  ".html": async () => (await import("../compiler/graph/views/html.ts")).printHtml,
};

function formatOf(out: string | undefined): Format | undefined {
  const ending = extname(out ?? "").toLowerCase();
  return Object.hasOwn(printers, ending) ? (ending as Format) : undefined;
}
