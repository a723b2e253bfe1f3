import type { Job, StageGraph } from "../model/index.ts";
import { MARKS, marksOf } from "./marks.ts";

/** Width of a character of the monospaced 11 px font, rounded up. */
const SMALL = 7;
const ROW = 20;
const SAMPLE = 26;

export interface Legend {
  readonly lines: readonly string[];
  /** Where it ends. */
  readonly width: number;
  readonly bottom: number;
}

const KINDS: Readonly<Record<Job["kind"], string>> = {
  script: "runs steps",
  build: "builds an image",
  deploy: "deploys",
  native: "only one provider has it",
};

/** What the boxes, arrows and marks of a graph mean; only what the graph has. */
export function printLegend(graph: StageGraph, { x, y }: { readonly x: number; readonly y: number }): Legend {
  const kinds = (Object.keys(KINDS) as Job["kind"][]).filter((kind) => graph.jobs.some((job) => job.kind === kind));
  const marks = new Set(graph.jobs.flatMap(marksOf).map(({ kind }) => kind));
  const needs = graph.jobs.flatMap((job) => job.needs);
  const entries: readonly (readonly [sample: (at: number) => string, text: string])[] = [
    ...kinds.map((kind) => [rect(kind, x), KINDS[kind]] as const),
    ...(needs.some(({ gate }) => gate) ? [[arrow("gate", x), "needs its success"] as const] : []),
    ...(needs.some(({ gate }) => !gate) ? [[arrow("order", x), "runs after it"] as const] : []),
    ...(Object.keys(MARKS) as (keyof typeof MARKS)[])
      .filter((kind) => marks.has(kind))
      .map((kind) => [() => "", MARKS[kind]] as const),
  ];
  const lines = entries.map(([sample, text], index) => {
    const middle = y + index * ROW;
    return `    ${sample(middle)}<text class="small" x="${x + SAMPLE + 10}" y="${middle + 4}">${text}</text>`;
  });
  return {
    lines: ['  <g class="legend">', ...lines, "  </g>"],
    width: x + SAMPLE + 10 + Math.max(0, ...entries.map(([, text]) => text.length)) * SMALL,
    bottom: y + entries.length * ROW,
  };
}

const rect = (kind: Job["kind"], x: number) => (y: number) =>
  `<g class="${kind}"><rect x="${x}" y="${y - 6}" width="${SAMPLE}" height="12" rx="3"/></g>`;

const arrow = (kind: "gate" | "order", x: number) => (y: number) =>
  `<path class="${kind}" d="M${x} ${y}H${x + SAMPLE - 7}" marker-end="url(#arrow)"/>`;
