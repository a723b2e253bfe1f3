import type { Job, StageGraph } from "../model/index.ts";
import { groupsOf, marksOf } from "./marks.ts";

/**
 * The graph as a Mermaid flowchart, as GitLab and GitHub show it in Markdown: a box a job with what marks it, grouped by stage and
 * matrix; a solid arrow
 * where the need is a gate, a dotted one where it only orders.
 */
export function printMermaid(graph: StageGraph): string {
  const key = new Map(graph.jobs.map(({ id }, index) => [id, `j${index}`]));
  const lines = ["flowchart LR"];
  graph.stages.forEach((stage, index) => {
    lines.push(`  subgraph s${index}["${text(stage)}"]`);
    groupsOf(graph, stage).forEach(({ matrix, jobs }, number) => {
      const boxes = jobs.map((job) => `    ${key.get(job.id)}${box(job)}`);
      if (matrix === undefined) lines.push(...boxes);
      else
        lines.push(`    subgraph s${index}m${number}["${text(matrix)}"]`, ...boxes.map((one) => `  ${one}`), "    end");
    });
    lines.push("  end");
  });
  for (const job of graph.jobs) {
    for (const need of job.needs) lines.push(`  ${key.get(need.job)} ${need.gate ? "-->" : "-.->"} ${key.get(job.id)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Quotes would end a label; a number sign begins an entity (mermaid.js.org: flowchart syntax, entity codes). */
const text = (words: string) => words.replaceAll("#", "#35;").replaceAll('"', "#quot;");

function box(job: Job): string {
  const id = [job.id, ...marksOf(job).map(({ label }) => label)].map(text).join("<br>");
  switch (job.kind) {
    case "script":
      return `["${id}"]`;
    case "build":
      return `[["${id}"]]`;
    case "deploy":
      return `(["${id}"])`;
    case "native":
      return `{{"${id}"}}`;
  }
}
