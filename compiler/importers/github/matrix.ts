import { type ImportedMatrix, type Options, object, type Value } from "../model.ts";
import { entriesOf, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { asMap, asText, mapAt, textAt } from "./shape.ts";

export interface ReadMatrix {
  readonly matrix?: ImportedMatrix;
  readonly refused?: string;
}

/** `strategy`: axes with exclusions; inclusions that are combinations of their own. */
export function readMatrix(job: YamlMap): ReadMatrix {
  const strategy = mapAt(job, "strategy");
  if (!strategy) return {};
  const map = mapAt(strategy, "matrix");
  if (!map) return { refused: "a `matrix` that is an expression" };
  const axes: Record<string, Value> = {};
  for (const { key, value } of entriesOf(map)) {
    if (key === "include" || key === "exclude") continue;
    const values = value.kind === "list" ? value.items.map((item) => axisValue(item.value)) : [undefined];
    if (values.length === 0 || values.some((one) => one === undefined))
      return { refused: `the values of \`matrix.${key}\`` };
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return { refused: `the name of the axis \`${key}\`` };
    axes[key] = values as Value[];
  }
  const names = Object.keys(axes);
  const include = combinations(memberOf(map, "include"));
  const exclude = combinations(memberOf(map, "exclude"));
  if (!include || !exclude) return { refused: "`include` or `exclude` of a matrix" };
  // GitHub adds the keys of an inclusion to combinations that it agrees with; here only combinations of their own are carried.
  const keys = names.length ? names : [...new Set(include.flatMap(Object.keys))];
  const whole = include.every((one) => keys.every((key) => key in one) && Object.keys(one).length === keys.length);
  if (!whole || keys.length === 0) return { refused: "an `include` that extends combinations of the matrix" };
  const failFast = textAt(strategy, "fail-fast");
  const most = textAt(strategy, "max-parallel");
  if (most !== undefined && !/^\d+$/.test(most)) return { refused: "`max-parallel` with an expression" };
  if (failFast !== undefined && !/^(true|false)$/.test(failFast)) return { refused: "`fail-fast` with an expression" };
  const options: Options = {
    axes: object(axes),
    include: include.length ? include.map(object) : undefined,
    exclude: exclude.length ? exclude.map(object) : undefined,
    failFast: failFast === "false" ? undefined : true,
    maxParallel: most === undefined ? undefined : Number(most),
  };
  return { matrix: { options, axes: keys } };
}

function axisValue(node: YamlNode): Value | undefined {
  if (node.kind !== "scalar" || node.value === null) return undefined;
  const text = asText(node)!;
  if (text.includes("${{")) return undefined;
  return typeof node.value === "number" && String(node.value) === text ? node.value : text;
}

function combinations(node: YamlNode | undefined): readonly Readonly<Record<string, Value>>[] | undefined {
  if (!node) return [];
  if (node.kind !== "list") return undefined;
  const read = node.items.map(({ value }) => {
    const map = asMap(value);
    const entries = map
      ? entriesOf(map).map((entry) => [entry.key, axisValue(entry.value)] as const)
      : [["", undefined]];
    return entries.every(([, one]) => one !== undefined)
      ? (Object.fromEntries(entries) as Record<string, Value>)
      : undefined;
  });
  return read.every((one) => one !== undefined) ? read : undefined;
}
