import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { DeclaredDynamic, DeclaredJobBase, DeclaredMatrix } from "../document.ts";
import type { DynamicDeclaration } from "../dynamic-matrix.ts";
import type { Combination, MatrixValue } from "../matrix/combinations.ts";
import type { InstanceDeclaration, MatrixDeclaration } from "../matrix.ts";
import { present, type Reader } from "./reader.ts";
import { describeValue } from "./values.ts";
import { type JobDeclaration, nameIn, type Walk } from "./walk.ts";

export function describeMatrix(walk: Walk, declaration: MatrixDeclaration): DeclaredMatrix<CallSite> {
  const { at, count, unmatched, missing } = declaration;
  const from = walk.reader(declaration.options, at);
  const axes = from.entries("axes").map(([name, values]) => [name, list(from, `axes.${name}`, values)] as const);
  return present({
    name: nameIn(walk, walk.reader(declaration, at).text("name")),
    at,
    axes: Object.fromEntries(axes),
    include: rows(from, "include"),
    exclude: rows(from, "exclude"),
    failFast: from.get("failFast") === true ? true : undefined,
    maxParallel: from.optionalNumber("maxParallel"),
    jobs: declaration.instances.map((one) => walk.number(one, "instances", from) ?? 0),
    count,
    unmatched,
    missing: missing.map((one) => ({ values: shown(one.values), at: one.at })),
  }) as DeclaredMatrix<CallSite>;
}

/** Which matrix a job is an instance of. */
export function instanceOf(walk: Walk, job: JobDeclaration): DeclaredJobBase<CallSite>["matrix"] {
  const { matrix, values } = job as Partial<InstanceDeclaration>;
  const number = walk.matrices.findIndex((one) => one.declaration === declarationOf(matrix) && one.walk === walk);
  return number === -1 || !values ? undefined : { number, values };
}

function list(from: Reader, field: string, value: unknown): readonly MatrixValue[] {
  if (Array.isArray(value)) return value.map((one, index) => scalar(from, `${field}[${index}]`, one));
  from.misuse(field, "a list of values", value);
  return [];
}

function rows(from: Reader, name: string): readonly Combination[] {
  return from.list(name).map((row, index) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      from.misuse(`${name}[${index}]`, "an object of values", row);
      return {};
    }
    const given = Object.entries(row).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([key, value]) => [key, scalar(from, `${name}[${index}].${key}`, value)]));
  });
}

function scalar(from: Reader, field: string, value: unknown): MatrixValue {
  if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return value as MatrixValue;
  from.misuse(field, "a text, a number, true or false", value);
  return "";
}

const shown = (values: unknown): string => JSON.stringify(values) ?? String(values);

/** The list that a job's instances come from. */
export function describeDynamic(walk: Walk, job: JobDeclaration): DeclaredDynamic | undefined {
  const { dynamic } = job as Partial<DynamicDeclaration>;
  if (!dynamic) return undefined;
  const from = walk.reader(dynamic, job.at);
  const value = describeValue(walk, from, "from", dynamic.from);
  if (value.kind !== "output") from.misuse("from", "an output of a job", dynamic.from);
  return present({
    from: value.kind === "output" ? { job: value.job, name: value.name } : { job: 0, name: "" },
    keys: from.get("keys") === undefined ? undefined : from.texts("keys"),
    failFast: from.get("failFast") === true ? true : undefined,
    maxParallel: from.optionalNumber("maxParallel"),
  }) as DeclaredDynamic;
}
