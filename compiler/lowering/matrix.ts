import type { DeclarationDocument, DeclaredJob, DeclaredMatrix } from "../authoring/document.ts";
import { type Combination, MOST_INSTANCES } from "../authoring/matrix/combinations.ts";
import type { Location } from "../diagnostics/index.ts";
import type { Matrix, MatrixInstance } from "../graph/model/index.ts";
import { checked, type Report, type Scope } from "./report.ts";
import { whole } from "./rules/choices.ts";
import { axisName, jobName } from "./rules/names.ts";
import { checkText } from "./values.ts";

/** The graph's record of the matrices. Their instances are jobs like any other, and lowered as such. */
export function lowerMatrices(
  scope: Scope,
  document: DeclarationDocument<Location>,
  present: ReadonlyMap<number, unknown>,
): readonly Matrix[] {
  const kept = (document.matrices ?? []).filter(
    ({ jobs }) => jobs.length === 0 || jobs.some((one) => present.has(one)),
  );
  return kept.map((one) => {
    check(scope.report, one, document.jobs);
    const own: Scope = { ...scope, at: one.at, owner: `matrix ${one.name}` };
    const most = one.maxParallel;
    for (const name of axesOf(one)) checked(own, "an axis", name, axisName);
    for (const value of Object.values(one.axes).flat()) checkText(own, "a value", String(value));
    return {
      id: checked(own, "the name", one.name, jobName),
      location: one.at,
      jobs: one.jobs.filter((number) => present.has(number)).map((number) => scope.names[number]!),
      axes: one.axes,
      include: one.include,
      exclude: one.exclude,
      failFast: one.failFast ?? false,
      ...(most !== undefined && { maxParallel: whole(own, "maxParallel", most, [1, MOST_INSTANCES]) }),
    };
  });
}

/** Which instance of which matrix a job is, for the graph. */
export function lowerInstance(
  job: DeclaredJob<Location>,
  document: DeclarationDocument<Location>,
): { readonly matrix?: MatrixInstance } {
  if (!job.matrix) return {};
  return { matrix: { id: document.matrices![job.matrix.number]!.name, values: job.matrix.values } };
}

function axesOf({ axes, include }: DeclaredMatrix<Location>): readonly string[] {
  const names = Object.keys(axes);
  return names.length > 0 ? names : Object.keys(include[0] ?? {});
}

function check(report: Report, one: DeclaredMatrix<Location>, jobs: readonly DeclaredJob<Location>[]): void {
  const { at, name: matrix, count } = one;
  if (count > MOST_INSTANCES) {
    report.add("WB2101", { matrix, count: String(count), most: String(MOST_INSTANCES) }, { at });
  }
  if (count === 0) report.add("WB2100", { matrix, reason: emptiness(one) }, { at });
  const axes = axesOf(one);
  const wrong = one.include.filter((row) => !sameNames(Object.keys(row), axes));
  for (const row of wrong) report.add("WB2105", { matrix, values: shown(row), axes: axes.join(", ") }, { at });
  for (const index of one.unmatched) report.add("WB2103", { matrix, values: shown(one.exclude[index]!) }, { at });
  const seen = new Set<string>();
  for (const number of one.jobs) {
    const values = jobs[number]!.matrix!.values;
    const key = JSON.stringify(axes.map((axis) => values[axis]));
    if (seen.has(key) && wrong.length === 0) report.add("WB2102", { matrix, values: shown(values) }, { at });
    seen.add(key);
  }
  const known = one.jobs.map((number) => shown(jobs[number]!.matrix!.values)).join(", ");
  for (const missed of one.missing) report.add("WB2104", { matrix, values: missed.values, known }, { at: missed.at });
}

function emptiness({ axes }: DeclaredMatrix<Location>): string {
  const empty = Object.keys(axes).find((name) => axes[name]!.length === 0);
  if (empty !== undefined) return `its axis ${empty} is empty`;
  return Object.keys(axes).length === 0 ? "it has no axes" : "all combinations are excluded";
}

const sameNames = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((name) => other.includes(name));

const shown = (row: Combination) => JSON.stringify(row);
