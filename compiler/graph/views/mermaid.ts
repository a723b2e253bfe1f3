import type { Job, StageGraph } from "../model/index.ts";

/**
 * The graph as a Mermaid flowchart, as GitLab and GitHub show it in Markdown: a box a job, grouped by stage; a solid arrow
 * where the need is a gate, a dotted one where it only orders.
 */
export function printMermaid(graph: StageGraph): string {
  const key = new Map(graph.jobs.map(({ id }, index) => [id, `j${index}`]));
  const lines = ["flowchart LR"];
  graph.stages.forEach((stage, index) => {
    lines.push(`  subgraph s${index}["${stage}"]`);
    for (const job of graph.jobs.filter((one) => one.stage === stage)) lines.push(`    ${key.get(job.id)}${box(job)}`);
    lines.push("  end");
  });
  for (const job of graph.jobs) {
    for (const need of job.needs) lines.push(`  ${key.get(need.job)} ${need.gate ? "-->" : "-.->"} ${key.get(job.id)}`);
  }
  return `${lines.join("\n")}\n`;
}

function box({ kind, id }: Job): string {
  switch (kind) {
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
