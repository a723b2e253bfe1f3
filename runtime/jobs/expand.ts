import { diagnostic } from "../../compiler/diagnostics/index.ts";
import { ONLY_KEY } from "../../compiler/graph/dynamic.ts";
import type {
  DynamicMatrix,
  Env,
  ImageReference,
  Job,
  LiteralValue,
  ScriptJob,
  Value,
} from "../../compiler/graph/model/index.ts";
import type { Expansion } from "../scheduler/index.ts";
import type { ValueSources } from "../values/values.ts";

const MOST_INSTANCES = 256;

type Row = Readonly<Record<string, string>>;

/** The instances of a dynamic matrix, made of the list that another job has put out; undefined: the job is none. */
export function expand(job: Job, sources: ValueSources): Expansion | undefined {
  if (job.kind !== "script" || !job.dynamic) return undefined;
  const { from, failFast, maxParallel } = job.dynamic;
  const rows = rowsOf(sources.output(from.job, from.name) ?? "", job.dynamic);
  if (typeof rows === "string") {
    const example = job.dynamic.keys
      ? JSON.stringify([Object.fromEntries(job.dynamic.keys.map((key) => [key, "a"]))])
      : '["a", "b"]';
    const values = { output: from.name, producer: from.job, matrix: job.id, reason: rows, example };
    return { failure: { kind: "diagnostic", diagnostic: diagnostic("WB4016", values, { at: job.location }) } };
  }
  const ids = named(job.id, rows);
  const jobs = rows.map((row, index) => instance(job, ids[index]!, row));
  const matrix = { id: job.id, location: job.location, jobs: ids, axes: {}, include: rows, exclude: [], failFast };
  return { jobs, matrix: { ...matrix, ...(maxParallel !== undefined && { maxParallel }) } };
}

/** The list's elements, or why it is none. */
function rowsOf(text: string, { keys }: DynamicMatrix): readonly Row[] | string {
  if (text === "") return "it was not set";
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    return `it is not JSON (${(error as Error).message})`;
  }
  if (!Array.isArray(list)) return "it is not a list";
  if (list.length === 0) return "an empty list is written [] exactly";
  if (list.length > MOST_INSTANCES) return `it has ${list.length} elements, and ${MOST_INSTANCES} are the most`;
  const rows: Row[] = [];
  for (const [index, one] of list.entries()) {
    const row = rowOf(one, keys);
    if (!row) return `its element ${index + 1} is ${JSON.stringify(one)}, not ${wanted(keys)}`;
    rows.push(row);
  }
  const known = new Set<string>();
  const twice = rows.find((row) => known.size === known.add(JSON.stringify(row)).size);
  return twice ? `it has ${JSON.stringify(keys ? twice : twice[ONLY_KEY])} twice` : rows;
}

const wanted = (keys: readonly string[] | undefined) =>
  keys ? `an object with a string or a number for ${keys.join(", ")} and nothing else` : "a string or a number";

function rowOf(element: unknown, keys: readonly string[] | undefined): Row | undefined {
  if (!keys) return isScalar(element) ? { [ONLY_KEY]: String(element) } : undefined;
  if (typeof element !== "object" || element === null || Array.isArray(element)) return undefined;
  const values = element as Readonly<Record<string, unknown>>;
  if (Object.keys(values).length !== keys.length || !keys.every((key) => isScalar(values[key]))) return undefined;
  return Object.fromEntries(keys.map((key) => [key, String(values[key])]));
}

const isScalar = (value: unknown) => typeof value === "string" || Number.isFinite(value);

/** `check-api-8080`: what is no part of a name becomes `-`, and names that are alike then are numbered. */
function named(id: string, rows: readonly Row[]): readonly string[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const values = Object.values(row).map((value) => value.replaceAll(/[^A-Za-z0-9_]+/g, "-"));
    const name = [id, ...values].join("-").slice(0, 140);
    const count = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

/** A job with the values of one instance in the places of their names. */
function instance({ dynamic: _, concurrency: __, ...job }: ScriptJob, id: string, row: Row): ScriptJob {
  const part = <V extends Value>(value: V): V | LiteralValue =>
    value.kind === "matrix" ? { kind: "literal", value: row[value.name] ?? "" } : value;
  const fill = (value: Value): Value =>
    value.kind === "text" ? { ...value, parts: value.parts.map(part) } : part(value);
  const env = (values: Env): Env => Object.fromEntries(Object.entries(values).map(([name, one]) => [name, fill(one)]));
  const image = (one: ImageReference): ImageReference =>
    one.kind === "template" ? { ...one, parts: one.parts.map(fill) } : one;
  return {
    ...job,
    id,
    matrix: { id: job.id, values: row },
    env: env(job.env),
    image: image(job.image),
    steps: job.steps.map((step) => ({ ...step, env: env(step.env) })),
    services: job.services.map((one) => ({ ...one, env: env(one.env), image: image(one.image) })),
  };
}
