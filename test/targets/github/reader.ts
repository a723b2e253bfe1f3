import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { parse } from "yaml";

export interface WorkflowJob {
  readonly name?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly "continue-on-error"?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export type Result = "success" | "failure" | "cancelled" | "skipped";

export interface Ended {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

export type Plain = string | boolean | null | undefined | { readonly [name: string]: Plain };

export function jobsOf(text: string): Readonly<Record<string, WorkflowJob>> {
  return (parse(text) as { readonly jobs: Readonly<Record<string, WorkflowJob>> }).jobs;
}

type Row = Readonly<Record<string, unknown>>;

/** The instances of a `strategy.matrix`, as GitHub's documentation says that they are made. */
export function instancesOf(job: WorkflowJob): readonly Row[] {
  const { include = [], exclude = [], ...axes } = job.strategy?.matrix ?? {};
  const has = (row: Row, part: Row) => Object.entries(part).every(([name, value]) => row[name] === value);
  const product = Object.entries(axes).reduce<readonly Row[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    Object.keys(axes).length > 0 ? [{}] : [],
  );
  const original = product.filter((row) => !exclude.some((part) => has(row, part as Row)));
  const added: Row[] = [];
  let rows = original;
  for (const entry of include as readonly Row[]) {
    const overwrites = (row: Row) => Object.keys(axes).some((name) => name in entry && entry[name] !== row[name]);
    if (original.every(overwrites)) added.push(entry);
    else rows = rows.map((row, index) => (overwrites(original[index]!) ? row : { ...row, ...entry }));
  }
  return [...rows, ...added];
}

/** A text of a job for one instance of its matrix. */
export function filled(text: string | undefined, row: Row): string {
  return (text ?? "").replaceAll(/\$\{\{ matrix\.([\w-]+) \}\}/g, (_, name: string) => String(row[name]));
}

/**
 * Which jobs GitHub would run, written from GitHub's documentation and without the compiler: an `if` without a status
 * function means `success() && (...)`, and `success()` asks all jobs before this one, not only those it needs.
 */
export function runWorkflow(
  jobs: Readonly<Record<string, WorkflowJob>>,
  contexts: { readonly [name: string]: Plain },
  end: (id: string) => Ended,
): ReadonlyMap<string, Ended> {
  const ended = new Map<string, Ended>();
  const waiting = new Map(Object.entries(jobs));
  while (waiting.size > 0) {
    const before = waiting.size;
    for (const [id, job] of waiting) {
      const needs = job.needs ?? [];
      if (!needs.every((need) => ended.has(need))) continue;
      waiting.delete(id);
      const seen = Object.fromEntries(needs.map((need) => [need, ended.get(need) as Ended]));
      const succeeded = ancestors(id, jobs).every((one) => ended.get(one)?.result === "success");
      const runs = holds(job.if, { succeeded, cancelled: false }, { ...contexts, needs: seen as unknown as Plain });
      ended.set(id, runs ? told(job, end(id)) : { result: "skipped", outputs: {} });
    }
    if (waiting.size === before)
      throw new Error(`a cycle, or a need that does not exist: ${[...waiting.keys()].join()}`);
  }
  return ended;
}

/** Jobs after one that may fail are told that it succeeded (docs: workflow syntax, `continue-on-error`). */
function told(job: WorkflowJob, { result, outputs }: Ended): Ended {
  return { result: job["continue-on-error"] && result === "failure" ? "success" : result, outputs };
}

/** The jobs that a run would still start once it is cancelled, however well all before them went. */
export function startsWhenCancelled(
  jobs: Readonly<Record<string, WorkflowJob>>,
  contexts: { readonly [name: string]: Plain },
): readonly string[] {
  return Object.entries(jobs).flatMap(([id, job]) => {
    const needs = Object.fromEntries((job.needs ?? []).map((need) => [need, { result: "success", outputs: {} }]));
    const starts = holds(job.if, { succeeded: false, cancelled: true }, { ...contexts, needs });
    return starts ? [id] : [];
  });
}

function ancestors(
  id: string,
  jobs: Readonly<Record<string, WorkflowJob>>,
  seen = new Set<string>(),
): readonly string[] {
  for (const need of jobs[id]?.needs ?? []) {
    if (seen.has(need)) continue;
    seen.add(need);
    ancestors(need, jobs, seen);
  }
  return [...seen];
}

const STATUS = ["always", "cancelled", "failure", "success"] as const;

export interface Status {
  /** All jobs before this one. */
  readonly succeeded: boolean;
  readonly cancelled: boolean;
}

/** Whether the `if` of a job, or of a step, holds. */
export function holds(
  condition: string | undefined,
  status: Status,
  contexts: { readonly [name: string]: Plain },
): boolean {
  if (condition === undefined) return status.succeeded;
  const text = condition.trim().replace(/^\$\{\{([\s\S]*)\}\}$/, "$1");
  const value = truthy(evaluate(text, status, contexts));
  return STATUS.some((name) => text.includes(`${name}()`)) ? value : status.succeeded && value;
}

/** A text with the values of its expressions. */
export function interpolated(text: string, contexts: { readonly [name: string]: Plain }): string {
  const status = { succeeded: true, cancelled: false };
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner: string) => evaluate(inner, status, contexts).coerceString());
}

function evaluate(text: string, status: Status, contexts: { readonly [name: string]: Plain }): data.ExpressionData {
  const { succeeded, cancelled } = status;
  const values = { always: true, cancelled, failure: !succeeded && !cancelled, success: succeeded };
  const functions = STATUS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(values[name]),
  }));
  const known = [...Object.values(wellKnownFunctions), ...functions];
  const names = [...new Set(["github", "vars", "needs", "inputs", ...Object.keys(contexts)])];
  const parsed = new Parser(new Lexer(text).lex().tokens, names, known).parse();
  const table = new Map(functions.map((one) => [one.name, one]));
  return new Evaluator(parsed, toData(contexts) as data.Dictionary, table).evaluate();
}

function toData(value: Plain): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
}

function truthy(value: data.ExpressionData): boolean {
  return !["", "0", "false"].includes(value.coerceString());
}
