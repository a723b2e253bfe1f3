import type { Job, StageGraph } from "../model/index.ts";

const BOX = { height: 40, gapX: 72, gapY: 18 };
const MARGIN = 24;
const HEADING = 28;
/** Width of a character of the monospaced 13 px font, rounded up. */
const CHARACTER = 8;

interface Placed {
  readonly job: Job;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What becomes of a job in the run that is drawn. */
export type DrawnState = "runs" | "skipped" | "depends";

/**
 * The graph as a picture: a column a stage, a box a job, a solid line where the need is a gate, a dashed one where it only orders.
 *
 * @param stateOf - What becomes of each job: one that is skipped is pale, one that depends has a dashed border. Default: all run.
 */
export function printSvg(graph: StageGraph, stateOf: (job: string) => DrawnState = () => "runs"): string {
  const columns = layout(graph);
  const placed = new Map(columns.flatMap(({ boxes }) => boxes).map((one) => [one.job.id, one]));
  const width = Math.max(0, ...[...placed.values()].map((one) => one.x + one.width)) + MARGIN;
  const height = Math.max(0, ...[...placed.values()].map((one) => one.y + BOX.height)) + MARGIN;
  const headings = columns.map(
    ({ stage, x }) => `  <text class="stage" x="${x}" y="${MARGIN}">${escaped(stage)}</text>`,
  );
  const lines = graph.jobs.flatMap((job) =>
    job.needs.map(({ job: need, gate }) => line(placed.get(need), placed.get(job.id), gate)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`Stage graph of ${graph.name}`)}">`,
    STYLE,
    ...headings,
    ...lines,
    ...[...placed.values()].map((one) => box(one, stateOf(one.job.id))),
    "</svg>",
    "",
  ].join("\n");
}

function layout({ stages, jobs }: StageGraph): { stage: string; x: number; boxes: Placed[] }[] {
  let x = MARGIN;
  return stages.map((stage) => {
    const column = jobs.filter((job) => job.stage === stage);
    const width = Math.max(stage.length, ...column.map(({ id }) => id.length)) * CHARACTER + 2 * 14;
    const boxes = column.map((job, row) => ({
      job,
      x,
      y: MARGIN + HEADING - 12 + row * (BOX.height + BOX.gapY),
      width,
    }));
    const placed = { stage, x, boxes };
    x += width + BOX.gapX;
    return placed;
  });
}

function box({ job, x, y, width }: Placed, state: DrawnState): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${BOX.height}" rx="6"`;
  const text = `x="${x + width / 2}" y="${y + BOX.height / 2}"`;
  const id = escaped(job.id);
  return `  <g class="${state === "runs" ? job.kind : `${job.kind} ${state}`}"><title>${id} (${job.kind}${TITLE[state]})</title><rect ${place}/><text ${text}>${id}</text></g>`;
}

function line(from: Placed | undefined, to: Placed | undefined, gate: boolean): string {
  if (!from || !to) return "";
  const [x1, y1] = [from.x + from.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = (x2 - x1) / 2;
  return `  <path class="${gate ? "gate" : "order"}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

const TITLE: Readonly<Record<DrawnState, string>> = {
  runs: "",
  skipped: ", does not run",
  depends: ", depends on outputs",
};

const STYLE = `  <style>
    text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1f2328; }
    g text { text-anchor: middle; dominant-baseline: central; }
    .stage { fill: #59636e; }
    rect { stroke-width: 1.5; fill: #f6f8fa; stroke: #59636e; }
    .build rect { fill: #ddf4ff; stroke: #0969da; }
    .deploy rect { fill: #dafbe1; stroke: #1a7f37; }
    path { fill: none; stroke: #59636e; stroke-width: 1.5; }
    .skipped { opacity: 0.35; }
    .depends rect { stroke-dasharray: 4 3; }
    .order { stroke-dasharray: 4 4; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .stage { fill: #9198a1; }
      rect { fill: #151b23; stroke: #9198a1; }
      .build rect { fill: #0c2d6b; stroke: #4493f8; }
      .deploy rect { fill: #04260f; stroke: #3fb950; }
      path { stroke: #9198a1; }
    }
  </style>`;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
