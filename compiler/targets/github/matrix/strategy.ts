import type { Matrix, MatrixRow, MatrixValue } from "../../../graph/model/index.ts";
import type { Yaml, YamlMap } from "../../yaml.ts";
import { literal } from "../values.ts";
import type { Unified } from "./template-diff.ts";

/** `strategy` of a job that is a matrix: the author's axes, or a list of rows where there is more to say of each. */
export function strategy(matrix: Matrix, rows: readonly MatrixRow[], columns: Unified["columns"]): YamlMap {
  return {
    "fail-fast": matrix.failFast ? undefined : false,
    "max-parallel": matrix.maxParallel,
    matrix: isPlain(matrix, columns)
      ? product(matrix)
      : { include: rows.map((row, index) => whole(row, columns, index)) },
  };
}

/** GitHub compares texts without their case, so axes that differ by it alone are not left to its own rules. */
function isPlain({ axes }: Matrix, columns: Unified["columns"]): boolean {
  const values = Object.values(axes);
  const distinct = (list: readonly MatrixValue[]) =>
    new Set(list.map((value) => String(value).toLowerCase())).size === list.length;
  return values.length > 0 && Object.keys(columns).length === 0 && values.every(distinct);
}

function product({ axes, include, exclude }: Matrix): YamlMap {
  return {
    ...Object.fromEntries(Object.entries(axes).map(([name, values]) => [name, values.map(value)])),
    exclude: exclude.length > 0 ? exclude.map(entry) : undefined,
    include: include.length > 0 ? include.map(entry) : undefined,
  };
}

function whole(row: MatrixRow, columns: Unified["columns"], index: number): YamlMap {
  const further = Object.entries(columns).map(([name, values]) => [name, values[index]!] as const);
  return entry({ ...row, ...Object.fromEntries(further) });
}

function entry(row: MatrixRow): YamlMap {
  return Object.fromEntries(Object.entries(row).map(([name, one]) => [name, value(one)]));
}

/** A number as GitHub prints it again; one that it would print otherwise goes as a text. */
function value(one: MatrixValue): Yaml {
  if (typeof one === "string") return literal(one);
  return typeof one === "boolean" || /^-?\d{1,15}(\.\d{1,9})?$/.test(String(one)) ? one : String(one);
}
