import cliTruncate from "cli-truncate";
import pc from "picocolors";
import { duration } from "../duration.ts";
import type { JobView, RunView } from "./state.ts";

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

interface Symbols {
  readonly waiting: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly skipped: string;
  readonly cancelled: string;
  readonly running: readonly string[];
  readonly branch: string;
  readonly bar: readonly [full: string, empty: string];
}

const UNICODE: Symbols = {
  waiting: "·",
  succeeded: "✔",
  failed: "✖",
  skipped: "↷",
  cancelled: "⊘",
  running: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
  branch: "└ ",
  bar: ["█", "░"],
};
const ASCII: Symbols = {
  waiting: ".",
  succeeded: "+",
  failed: "x",
  skipped: "-",
  cancelled: "!",
  running: ["|", "/", "-", "\\"],
  branch: "`- ",
  bar: ["#", "."],
};

const BAR_WIDTH = 20;
/** Milliseconds that one picture of the spinner stays. */
export const FRAME = 80;

/**
 * The jobs as a tree, as many lines as the terminal has: when they are too many, the jobs that run and those that failed
 * stay, and a last line counts the rest. No line is wider than the terminal.
 *
 * @param now - Milliseconds since the epoch.
 */
export function screen(view: RunView, terminal: Terminal, now: number): string {
  const room = Math.max(3, terminal.rows - 2);
  const blocks = [...view.jobs.values()].map((job) => ({ job, lines: block(job, terminal, now) }));
  const total = blocks.reduce((sum, { lines }) => sum + lines.length, 0);
  if (total <= room) return blocks.flatMap(({ lines }) => lines).join("\n");

  const shown: string[] = [];
  let hidden = 0;
  for (const { job, lines } of blocks) {
    const matters = job.status === "running" || job.status === "failed";
    if (matters && shown.length < room - 1) shown.push(...lines.slice(0, room - 1 - shown.length));
    else hidden++;
  }
  return [...shown, pc.createColors(terminal.color).dim(`  and ${hidden} more jobs`)].join("\n");
}

function block(job: JobView, terminal: Terminal, now: number): string[] {
  const colors = pc.createColors(terminal.color);
  const symbols = terminal.unicode ? UNICODE : ASCII;
  const indent = job.depth === 0 ? "" : `${"  ".repeat(job.depth - 1)}${symbols.branch}`;
  // One column less: a character of double width at the cut may stick out by one.
  const fitted = (line: string) =>
    cliTruncate(line, terminal.columns - 1, { truncationCharacter: terminal.unicode ? "…" : "~" });
  const head = fitted(
    `${colors.dim(indent)}${symbol(job, terminal, now)} ${name(job, colors)}${details(job, colors, now)}`,
  );
  if (job.status !== "running") return [head];
  const inner = " ".repeat(indent.length + 2);
  const lines = job.tail.map((line) => fitted(`${inner}${colors.dim(line)}`));
  return [head, ...(job.progress ? [fitted(`${inner}${progress(job.progress, symbols)}`)] : []), ...lines];
}

function symbol(job: JobView, terminal: Terminal, now: number): string {
  const colors = pc.createColors(terminal.color);
  const symbols = terminal.unicode ? UNICODE : ASCII;
  switch (job.status) {
    case "running":
      return colors.cyan(symbols.running[Math.floor(now / FRAME) % symbols.running.length] ?? "");
    case "succeeded":
      return colors.green(symbols.succeeded);
    case "failed":
      return colors.red(symbols.failed);
    case "waiting":
    case "skipped":
    case "cancelled":
      return colors.dim(symbols[job.status]);
  }
}

function name(job: JobView, colors: ReturnType<typeof pc.createColors>): string {
  if (job.status === "running" || job.status === "failed") return colors.bold(job.id);
  return job.status === "succeeded" ? job.id : colors.dim(job.id);
}

function details(job: JobView, colors: ReturnType<typeof pc.createColors>, now: number): string {
  const parts: string[] = [];
  if (job.status === "running") parts.push(duration(now - (job.startedAt ?? now)));
  else if (job.result?.status === "succeeded" && job.result.cached) parts.push("cached");
  else if (job.duration !== undefined && job.status !== "skipped") parts.push(duration(job.duration));
  if (job.attempt > 1) parts.push(`attempt ${job.attempt}`);
  if (job.caches?.length) parts.push(`cache ${job.caches.join(", ")}`);
  if (job.status === "running" && job.step) parts.push(job.step);
  if (job.status === "skipped" || job.status === "cancelled") parts.push(job.status);
  return parts.length > 0 ? colors.dim(`  ${parts.join("  ")}`) : "";
}

function progress({ activity, fraction }: NonNullable<JobView["progress"]>, symbols: Symbols): string {
  if (fraction === undefined) return activity;
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH);
  const [on, off] = symbols.bar;
  return `${on.repeat(full)}${off.repeat(BAR_WIDTH - full)} ${Math.floor(fraction * 100)}%  ${activity}`;
}
