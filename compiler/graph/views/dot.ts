import type { Job, StageGraph } from "../model/index.ts";
import { groupsOf, marksOf } from "./marks.ts";

const SHAPE: Readonly<Record<Job["kind"], string>> = {
  script: 'shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"',
  build: 'shape=box3d, style=filled, fillcolor="#ddf4ff", color="#0969da"',
  deploy: 'shape=box, style="rounded,filled", fillcolor="#dafbe1", color="#1a7f37"',
  native: 'shape=hexagon, style=filled, fillcolor="#f6f8fa", color="#59636e"',
};

/** The graph in the DOT language of Graphviz: a cluster a stage, and one a matrix; dashed where a need only orders. */
export function printDot(graph: StageGraph): string {
  const key = new Map(graph.jobs.map(({ id }, index) => [id, `j${index}`]));
  const lines = [`digraph ${quoted(graph.name)} {`, "  rankdir=LR;", '  node [fontname="monospace"];'];
  graph.stages.forEach((stage, index) => {
    lines.push(`  subgraph cluster_s${index} {`, `    label=${quoted(stage)};`);
    groupsOf(graph, stage).forEach(({ matrix, jobs }, number) => {
      const boxes = jobs.map((job) => `${key.get(job.id)} [label=${quoted(label(job))}, ${SHAPE[job.kind]}];`);
      if (matrix === undefined) lines.push(...boxes.map((box) => `    ${box}`));
      else {
        lines.push(`    subgraph cluster_s${index}_${number} {`, `      label=${quoted(matrix)}; style=dashed;`);
        lines.push(...boxes.map((box) => `      ${box}`), "    }");
      }
    });
    lines.push("  }");
  });
  for (const job of graph.jobs) {
    for (const need of job.needs) {
      lines.push(`  ${key.get(need.job)} -> ${key.get(job.id)}${need.gate ? "" : " [style=dashed]"};`);
    }
  }
  return `${lines.join("\n")}\n}\n`;
}

const label = (job: Job) => [job.id, ...marksOf(job).map((mark) => mark.label)].join("\n");

/** A text of DOT: `\n` in it begins a line. */
const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
