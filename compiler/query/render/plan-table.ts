import { describe, type Expr, exprKey } from "../../expr/index.ts";
import type { StageGraph } from "../../graph/model/index.ts";
import { shellLine } from "../example.ts";
import type { PlanRegion, PlanTable } from "../plan/table.ts";
import type { Cell } from "../regions/regions.ts";
import { aligned, centered, wrapped } from "./columns.ts";
import { type Symbols, UNICODE } from "./symbols.ts";

export interface RenderOptions {
  /** The pipeline's file, as examples name it. */
  readonly file: string;
  /** Default: {@link UNICODE}. */
  readonly symbols?: Symbols;
}

const WIDTH = 110;
const WORDS = 56;

/** The decision table of a pipeline as text: jobs as columns where they fit on a line, else as rows. */
export function renderPlanTable(table: PlanTable, graph: StageGraph, options: RenderOptions): string {
  const symbols = options.symbols ?? UNICODE;
  const jobs = graph.jobs.map(({ id }) => id);
  const column = new Map(table.columns.flatMap((one, at) => one.jobs.map((job) => [job, at] as const)));
  const manual = new Set(graph.jobs.flatMap(({ id, manual }) => (manual ? [id] : [])));
  const notes = footnotes();
  const mark = (region: PlanRegion, job: string) => {
    const cell = region.cells[column.get(job) ?? -1] ?? "skipped";
    return markOf(cell, manual.has(job) ? symbols.approval : symbols.runs, symbols, notes.of);
  };
  const grid = { regions: table.regions, jobs, mark, command: commandOf(options.file) };
  const isWide = WORDS + jobs.reduce((sum, job) => sum + job.length + 2, 0) <= WIDTH;
  const lines = isWide ? wide(grid) : tall(grid);
  const used = table.regions.flatMap((region) => jobs.map((job) => mark(region, job)));
  return [
    `${table.pipeline}: what runs on which events`,
    "",
    ...lines,
    "",
    legend(used, symbols),
    ...notes.lines(),
    ...steps(table),
    ...findings(table),
    "",
  ].join("\n");
}

interface Grid {
  readonly regions: readonly PlanRegion[];
  readonly jobs: readonly string[];
  readonly mark: (region: PlanRegion, job: string) => string;
  readonly command: (region: PlanRegion) => string;
}

const commandOf = (file: string) => (region: PlanRegion) =>
  region.example ? shellLine(["waybill", "run", file, ...region.options]) : "(no example was found)";

function wide({ regions, jobs, mark, command }: Grid): readonly string[] {
  const cells = (texts: readonly string[]) => texts.map((text, at) => centered(text, jobs[at]?.length ?? 0)).join("  ");
  const lines = [`${" ".repeat(WORDS)}${jobs.join("  ")}`];
  for (const region of regions) {
    const [first = "", ...rest] = wordLines(region, WORDS - 4);
    lines.push(`  ${first.padEnd(WORDS - 2)}${cells(jobs.map((job) => mark(region, job)))}`.trimEnd());
    lines.push(...rest.map((line) => `  ${line}`), `      ${command(region)}`);
  }
  return lines;
}

function tall({ regions, jobs, mark, command }: Grid): readonly string[] {
  const letters = regions.map((_, at) => letter(at));
  const list = regions.flatMap((region, at) => {
    const [first = "", ...rest] = wordLines(region, 90);
    return [`  ${letters[at]}  ${first}`, ...rest.map((line) => `     ${line}`), `       ${command(region)}`];
  });
  // Jobs with the same marks share a line: thousands of jobs have a few conditions.
  const rows = new Map<string, { names: string[]; marks: readonly string[] }>();
  for (const job of jobs) {
    const marks = regions.map((region) => mark(region, job));
    const key = marks.join(" ");
    const row = rows.get(key) ?? { names: [], marks };
    row.names.push(job);
    rows.set(key, row);
  }
  const isShort = jobs.length <= 60;
  const body = isShort
    ? jobs.map((job) => [`  ${job}`, ...regions.map((region) => mark(region, job))])
    : [...rows.values()].map(({ names, marks }) => [`  ${summary(names)}`, ...marks]);
  return [...list, "", ...aligned([["", ...letters], ...body])];
}

const letter = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : `${letter(Math.floor(at / 26) - 1)}${letter(at % 26)}`;

/** Jobs of one line: a few names, and how many more there are. */
function summary(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

function wordLines({ words, cells, empty }: PlanRegion, width: number): readonly string[] {
  const lines = words.flatMap((phrase, at) => wrapped(at < words.length - 1 ? `${phrase};` : phrase, width));
  const isEmpty = cells.every((cell) => cell === "skipped");
  const note = isEmpty ? "(nothing runs: a provider reports success)" : empty ? "(on some of them nothing runs)" : "";
  return note ? [...lines, ...wrapped(note, width)] : lines;
}

function markOf(cell: Cell, runs: string, symbols: Symbols, note: (condition: Expr) => string): string {
  if (cell === "runs") return runs;
  return cell === "skipped" ? symbols.skipped : note(cell.when);
}

/** Numbers for the conditions that cells hold, and the lines that say which is which. */
function footnotes() {
  const numbers = new Map<string, { readonly number: number; readonly condition: Expr }>();
  return {
    of(condition: Expr): string {
      const key = exprKey(condition);
      const entry = numbers.get(key) ?? { number: numbers.size + 1, condition };
      numbers.set(key, entry);
      return String(entry.number);
    },
    lines: () => [...numbers.values()].map(({ number, condition }) => `  ${number}: runs when ${describe(condition)}`),
  };
}

function legend(used: readonly string[], symbols: Symbols): string {
  const entries = [
    [symbols.runs, "runs"],
    [symbols.approval, "waits for an approval"],
    [symbols.skipped, "does not run"],
  ] as const;
  return `  ${entries
    .filter(([symbol]) => used.includes(symbol))
    .map(([symbol, meaning]) => `${symbol} ${meaning}`)
    .join("   ")}`;
}

function steps({ columns }: PlanTable): readonly string[] {
  const rows = columns.flatMap(({ steps: list }) =>
    list.map(({ job, step, when }) => [`  ${job}`, step.name, describe(when)]),
  );
  return rows.length === 0 ? [] : ["", "Steps that run only when", ...aligned(rows)];
}

function findings({ never, neverTogether, gaveUp }: PlanTable): readonly string[] {
  const pairs = neverTogether.slice(0, 12).map(([a, b]) => `  ${summary(a)} with ${summary(b)}`);
  const more = neverTogether.length - pairs.length;
  return [
    ...(never.length > 0 ? ["", `Never runs: ${never.join(", ")}`] : []),
    ...(pairs.length > 0 ? ["", "Never in the same run", ...pairs] : []),
    ...(more > 0 ? [`  and ${more} more; --json has all`] : []),
    ...(gaveUp.length > 0 ? ["", "Not decided: the solver gave up on", ...gaveUp.map((one) => `  ${one}`)] : []),
  ];
}
