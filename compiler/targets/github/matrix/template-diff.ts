import type { MatrixRow, MatrixValue } from "../../../graph/model/index.ts";
import type { Yaml, YamlMap } from "../../yaml.ts";
import { reference, template } from "./template.ts";

export interface Unified {
  readonly job: YamlMap;
  /** Values beside those of the axes, by name: one a row. */
  readonly columns: Readonly<Record<string, readonly MatrixValue[]>>;
}

/** Keys whose text GitHub reads before the matrix, or in which a value would become code. */
const FIXED = new Set(["run", "script", "if", "uses", "id", "needs", "shell", "permissions"]);

/** One job whose instances are the given ones, or where they differ too much for that. */
export function unify(jobs: readonly YamlMap[], rows: readonly MatrixRow[]): Unified | { readonly differ: string } {
  const columns: Record<string, readonly MatrixValue[]> = {};
  let differ: string | undefined;
  const refuse = (path: readonly string[]): undefined => {
    differ ??= written(path);
    return undefined;
  };
  const column = (path: readonly string[], values: readonly MatrixValue[]): string => {
    const known = Object.keys(columns).find((name) => JSON.stringify(columns[name]) === JSON.stringify(values));
    if (known) return reference(known);
    const base = path.findLast((part) => /^[A-Za-z_]/.test(part)) ?? "value";
    let name = base.replaceAll(/[^A-Za-z0-9_-]/g, "_");
    for (let count = 2; name in columns || name in rows[0]!; count += 1) name = `${base}_${count}`;
    columns[name] = values;
    return reference(name);
  };
  const merge = (all: readonly (Yaml | undefined)[], path: readonly string[]): Yaml | undefined => {
    const [first] = all;
    if (all.every((one) => JSON.stringify(one) === JSON.stringify(first))) return first;
    if (path.some((key) => FIXED.has(key))) return refuse(path);
    if (path.at(-1) === "continue-on-error")
      return column(
        path,
        all.map((one) => one === true),
      );
    if (all.every(Array.isArray)) return list(all as readonly (readonly Yaml[])[], path);
    if (all.every(isMap)) return map(all, path);
    if (!all.every(isScalar)) return refuse(path);
    const found = all.every(isText) ? template(all, rows) : undefined;
    if (found !== undefined) return found;
    return all.some((one) => String(one).includes("${{")) ? refuse(path) : column(path, all);
  };
  const list = (all: readonly (readonly Yaml[])[], path: readonly string[]) => {
    const length = all[0]!.length;
    if (all.some((one) => one.length !== length)) return refuse(path);
    return all[0]!.map(
      (_, index) =>
        merge(
          all.map((one) => one[index]),
          [...path, String(index)],
        ) ?? null,
    );
  };
  const map = (all: readonly YamlMap[], path: readonly string[]): YamlMap | undefined => {
    const keys = Object.keys(all[0]!);
    if (all.some((one) => Object.keys(one).join("\n") !== keys.join("\n"))) return refuse(path);
    return Object.fromEntries(
      keys.map((key) => [
        key,
        merge(
          all.map((one) => one[key]),
          [...path, key],
        ),
      ]),
    );
  };
  const job = merge(jobs, []) as YamlMap | undefined;
  return job === undefined || differ !== undefined ? { differ: differ ?? "the job" } : { job, columns };
}

const isText = (value: Yaml | undefined): value is string => typeof value === "string";
const isScalar = (value: Yaml | undefined): value is MatrixValue =>
  ["string", "number", "boolean"].includes(typeof value);
const isMap = (value: Yaml | undefined): value is YamlMap =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

/** `steps[1].run`, as a reader of the file finds it. */
function written(path: readonly string[]): string {
  return path
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}
