import type { Job, StageGraph } from "../model/index.ts";
import { printLegend } from "./legend.ts";
import { groupsOf, marksOf } from "./marks.ts";

const BOX = { height: 40, gapX: 72, gapY: 18 };
const MARGIN = 24;
const HEADING = 28;
/** Width of a character of the monospaced 13 px font, rounded up. */
const CHARACTER = 8;
/** The same of the 11 px font. */
const SMALL = 7;
const FRAME = { padding: 10, heading: 22 };
/** How far the point of an arrow is from the end of its line. */
const TIP = 7;

interface Placed {
  readonly job: Job;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What becomes of a job in the run that is drawn. */
export type DrawnState = "runs" | "skipped" | "depends";

/**
 * The graph as a picture: a column a stage, a box a job with what marks it, a frame a matrix, a solid arrow where the need is
 * a gate, a dashed one where it only orders; below, what all of that means.
 *
 * @param stateOf - What becomes of each job: one that is skipped is pale, one that depends has a dashed border. Default: all run.
 */
export function printSvg(graph: StageGraph, stateOf: (job: string) => DrawnState = () => "runs"): string {
  const columns = layout(graph);
  const boxes = columns.flatMap((column) => column.boxes);
  const frames = columns.flatMap((column) => column.frames);
  const placed = new Map(boxes.map((one) => [one.job.id, one]));
  const right = Math.max(0, ...boxes.map((one) => one.x + one.width), ...frames.map((one) => one.x + one.width));
  const below = Math.max(0, ...boxes.map((one) => one.y + BOX.height), ...frames.map((one) => one.y + one.height));
  const legend = printLegend(graph, { x: MARGIN, y: below + 2 * MARGIN });
  const width = Math.max(right, legend.width) + MARGIN;
  const height = legend.bottom + MARGIN;
  const headings = columns.map(
    ({ stage, x }) => `  <text class="stage" x="${x}" y="${MARGIN}">${escaped(stage)}</text>`,
  );
  const lines = graph.jobs.flatMap((job) =>
    job.needs.map(({ job: need, gate }) => line(placed.get(need), placed.get(job.id), gate)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`Stage graph of ${graph.name}`)}">`,
    STYLE,
    ARROW,
    ...headings,
    ...frames.map(frame),
    ...lines,
    ...boxes.map((one) => box(one, stateOf(one.job.id))),
    ...legend.lines,
    "</svg>",
    "",
  ].join("\n");
}

interface Frame {
  readonly matrix: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Column {
  readonly stage: string;
  readonly x: number;
  readonly boxes: readonly Placed[];
  readonly frames: readonly Frame[];
}

function layout(graph: StageGraph): readonly Column[] {
  let x = MARGIN;
  return graph.stages.map((stage) => {
    const groups = groupsOf(graph, stage);
    const inner = Math.max(stage.length * CHARACTER, ...groups.flatMap(({ jobs }) => jobs.map(widthOf)));
    const hasFrames = groups.some(({ matrix }) => matrix !== undefined);
    const width = inner + (hasFrames ? 2 * FRAME.padding : 0);
    const [boxes, frames]: [Placed[], Frame[]] = [[], []];
    let y = MARGIN + HEADING - 12;
    for (const { matrix, jobs } of groups) {
      const [top, left] = [y, hasFrames ? x + FRAME.padding : x];
      if (matrix !== undefined) y += FRAME.heading;
      for (const job of jobs) {
        boxes.push({ job, x: left, y, width: inner });
        y += BOX.height + BOX.gapY;
      }
      if (matrix === undefined) continue;
      frames.push({ matrix, x, y: top, width, height: y - top - BOX.gapY + FRAME.padding });
      y += FRAME.padding;
    }
    const column = { stage, x, boxes, frames };
    x += width + BOX.gapX;
    return column;
  });
}

const labelsOf = (job: Job) =>
  marksOf(job)
    .map(({ label }) => label)
    .join("  ");

const widthOf = (job: Job) => Math.max(job.id.length * CHARACTER, labelsOf(job).length * SMALL) + 2 * 14;

function frame({ matrix, x, y, width, height }: Frame): string {
  const text = `<text class="small" x="${x + FRAME.padding}" y="${y + 14}">${escaped(matrix)}</text>`;
  return `  <g class="frame"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>${text}</g>`;
}

function box({ job, x, y, width }: Placed, state: DrawnState): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${BOX.height}" rx="6"`;
  const [id, labels] = [escaped(job.id), escaped(labelsOf(job))];
  const middle = x + width / 2;
  const name = `<text x="${middle}" y="${y + (labels === "" ? BOX.height / 2 : 15)}">${id}</text>`;
  const marks = labels === "" ? "" : `<text class="small" x="${middle}" y="${y + 31}">${labels}</text>`;
  const title = [`${id} (${job.kind}${TITLE[state]})`, ...marksOf(job).map(({ text }) => escaped(text))].join("\n");
  const kind = state === "runs" ? job.kind : `${job.kind} ${state}`;
  return `  <g class="job ${kind}"><title>${title}</title><rect ${place}/>${name}${marks}</g>`;
}

function line(from: Placed | undefined, to: Placed | undefined, gate: boolean): string {
  if (!from || !to) return "";
  const [x1, y1] = [from.x + from.width, from.y + BOX.height / 2];
  const y2 = to.y + BOX.height / 2;
  // Within a stage, and back to an earlier one, the line goes round the right side of both boxes.
  const isBack = to.x <= x1;
  const x2 = isBack ? to.x + to.width : to.x;
  const [bend1, bend2] = isBack
    ? [Math.max(x1, x2) + BOX.gapX / 2, Math.max(x1, x2) + BOX.gapX / 2]
    : [x1 + (x2 - x1) / 2, x2 - (x2 - x1) / 2];
  const end = isBack ? x2 + TIP : x2 - TIP;
  return `  <path class="${gate ? "gate" : "order"}" d="M${x1} ${y1}C${bend1} ${y1} ${bend2} ${y2} ${end} ${y2}" marker-end="url(#arrow)"/>`;
}

const TITLE: Readonly<Record<DrawnState, string>> = {
  runs: "",
  skipped: ", does not run",
  depends: ", depends on outputs",
};

const STYLE = `  <style>
    text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1f2328; }
    .job text { text-anchor: middle; dominant-baseline: central; }
    .small { font-size: 11px; }
    .job .small, .frame text, .legend text { fill: #59636e; }
    .frame rect { fill: none; stroke-dasharray: 2 3; stroke-width: 1; }
    .native rect { stroke-dasharray: 6 2; }
    marker path { fill: #59636e; stroke: none; }
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
      .stage, .job .small, .frame text, .legend text { fill: #9198a1; }
      .frame rect { fill: none; }
      rect { fill: #151b23; stroke: #9198a1; }
      .build rect { fill: #0c2d6b; stroke: #4493f8; }
      .deploy rect { fill: #04260f; stroke: #3fb950; }
      path { stroke: #9198a1; }
      marker path { fill: #9198a1; stroke: none; }
    }
  </style>`;

const ARROW = `  <defs><marker id="arrow" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker></defs>`;

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
