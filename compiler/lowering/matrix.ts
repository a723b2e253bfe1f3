import { type Combination, MOST_INSTANCES } from "../authoring/matrix/combinations.ts";
import { defined } from "../graph/model/defined.ts";
import type { Matrix, MatrixInstance, MatrixValue } from "../graph/model/index.ts";
import type { Draft } from "./draft.ts";
import {
  type DeclaredNode,
  entriesOf,
  fieldOf,
  isList,
  isRecord,
  nodeOf,
  placeOf,
  plain,
  refOf,
  type Written,
} from "./nodes.ts";
import { type Reader, reader } from "./reader.ts";
import { axisName, jobName } from "./rules/names.ts";
import { type Report, type Scope, validate } from "./scope.ts";
import { checkText } from "./values.ts";
import { type Found, matrixNumber, type PipelineWalk } from "./walk.ts";

/**
 * The graph's record of the matrices. Their instances are jobs like any other, and lowered as such.
 *
 * @param present - The jobs that are part of the graph.
 */
export function lowerMatrices(
  outer: Scope,
  drafts: readonly Draft[],
  present: ReadonlyMap<number, unknown>,
): readonly Matrix[] {
  return outer.walk.matrices.flatMap((found, number) => {
    const instances = drafts.filter((draft) => draft.matrix?.number === number);
    const kept = instances.filter((draft) => present.has(draft.number));
    return instances.length > 0 && kept.length === 0 ? [] : [lowerMatrix(outer, found, { instances, kept })];
  });
}

interface Instances {
  readonly instances: readonly Draft[];
  readonly kept: readonly Draft[];
}

function lowerMatrix(outer: Scope, { node: number, name, walk }: Found, { instances, kept }: Instances): Matrix {
  const node = walk.nodes[number]!;
  const at = placeOf(fieldOf(node, "at")) ?? outer.at;
  const scope: Scope = { ...outer, walk, at, owner: `matrix ${name}` };
  reader(scope, node).text("name");
  const from = reader(scope, fieldOf(node, "options"));
  const axes = Object.fromEntries(from.entries("axes").map(([axis, values]) => [axis, readAxis(from, axis, values)]));
  const matrix: Matrix = {
    id: name,
    location: at,
    jobs: kept.map((draft) => draft.name),
    axes,
    include: readRows(from, "include"),
    exclude: readRows(from, "exclude"),
    failFast: from.flag("failFast") ?? false,
    ...defined({ maxParallel: from.whole("maxParallel", [1, MOST_INSTANCES]) }),
  };
  check(scope, matrix, { node, instances });
  for (const axis of axesOf(matrix)) validate(scope, "an axis", axis, axisName);
  for (const value of Object.values(axes).flat()) checkText(scope, "a value", String(value));
  validate(scope, "the name", name, jobName);
  return matrix;
}

/** Which matrix a job is an instance of, by the matrix' number. */
export function instanceOf(walk: PipelineWalk, job: DeclaredNode): Draft["matrix"] {
  const value = fieldOf(job, "matrix");
  const number = nodeOf(walk.nodes, value, "matrix") && matrixNumber(walk, refOf(value)!);
  return number === undefined ? undefined : { number, values: valuesOf(job) };
}

/** The same for the graph. */
export function lowerInstance(walk: PipelineWalk, job: DeclaredNode): { readonly matrix?: MatrixInstance } {
  const instance = instanceOf(walk, job);
  return instance ? { matrix: { id: walk.matrices[instance.number]!.name, values: instance.values } } : {};
}

/** Values of a wrong kind are reported with the matrix, whose options they come from. */
function valuesOf(job: DeclaredNode): Combination {
  const values = fieldOf(job, "values");
  if (!isRecord(values)) return {};
  return Object.fromEntries(entriesOf(values).map(([axis, value]) => [axis, isScalar(value) ? value : ""]));
}

const isScalar = (value: Written): value is MatrixValue => ["string", "number", "boolean"].includes(typeof value);

function readAxis(from: Reader, axis: string, values: Written): readonly MatrixValue[] {
  const field = `axes.${axis}`;
  if (isList(values)) return values.map((value, index) => readScalar(from, `${field}[${index}]`, value));
  from.misuse(field, "a list of values", values);
  return [];
}

function readRows(from: Reader, name: string): readonly Combination[] {
  return from.list(name).map(({ value: row, field }) => {
    if (!isRecord(row)) {
      from.misuse(field, "an object of values", row);
      return {};
    }
    return Object.fromEntries(
      entriesOf(row).map(([axis, value]) => [axis, readScalar(from, `${field}.${axis}`, value)]),
    );
  });
}

function readScalar(from: Reader, field: string, value: Written): MatrixValue {
  if (isScalar(value)) return value;
  from.misuse(field, "a string, a number, true or false", value);
  return "";
}

function axesOf({ axes, include }: Pick<Matrix, "axes" | "include">): readonly string[] {
  const names = Object.keys(axes);
  return names.length > 0 ? names : Object.keys(include[0] ?? {});
}

interface Checked {
  readonly node: DeclaredNode;
  readonly instances: readonly Draft[];
}

function check({ report, at }: Scope, matrix: Matrix, { node, instances }: Checked): void {
  const { id } = matrix;
  const size = fieldOf(node, "count");
  const count = typeof size === "number" ? size : instances.length;
  if (count > MOST_INSTANCES) {
    report.add("WB2101", { matrix: id, count: String(count), most: String(MOST_INSTANCES) }, { at });
  }
  if (count === 0) report.add("WB2100", { matrix: id, reason: emptiness(matrix) }, { at });
  const axes = axesOf(matrix);
  const wrong = matrix.include.filter((row) => !sameNames(Object.keys(row), axes));
  for (const row of wrong) report.add("WB2105", { matrix: id, values: shown(row), axes: axes.join(", ") }, { at });
  const unmatched = fieldOf(node, "unmatched");
  const excluded = (isList(unmatched) ? unmatched : []).map((index) => matrix.exclude[Number(index)]);
  for (const row of excluded) if (row) report.add("WB2103", { matrix: id, values: shown(row) }, { at });
  if (wrong.length === 0) checkTwice(report, matrix, instances);
  checkMissing(report, id, { node, instances });
}

function checkTwice(report: Report, matrix: Matrix, instances: readonly Draft[]): void {
  const axes = axesOf(matrix);
  const seen = new Set<string>();
  for (const { matrix: instance } of instances) {
    const values = instance!.values;
    const key = JSON.stringify(axes.map((axis) => values[axis]));
    if (seen.has(key)) report.add("WB2102", { matrix: matrix.id, values: shown(values) }, { at: matrix.location });
    seen.add(key);
  }
}

/** What `instance` was asked for and is not there. */
function checkMissing(report: Report, matrix: string, { node, instances }: Checked): void {
  const missing = fieldOf(node, "missing");
  const known = instances.map((draft) => shown(draft.matrix!.values)).join(", ");
  for (const asked of isList(missing) ? missing : []) {
    const at = placeOf(fieldOf(asked, "at"));
    const values = shown(plain(fieldOf(asked, "values") ?? null));
    report.add("WB2104", { matrix, values, known }, { at });
  }
}

function emptiness({ axes }: Matrix): string {
  const empty = Object.keys(axes).find((name) => axes[name]!.length === 0);
  if (empty !== undefined) return `its axis ${empty} is empty`;
  return Object.keys(axes).length === 0 ? "it has no axes" : "all combinations are excluded";
}

const sameNames = (names: readonly string[], others: readonly string[]) =>
  names.length === others.length && names.every((name) => others.includes(name));

const shown = (row: unknown): string => JSON.stringify(row) ?? String(row);
