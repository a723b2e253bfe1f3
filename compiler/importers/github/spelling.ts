import { entriesOf, type Json, memberOf, type YamlMap } from "../yaml/index.ts";
import { asMap, asText, mapAt } from "./shape.ts";

/** Expressions of a job by another spelling, or by the one value that they have. */
export type KnownValues = (path: string) => string | undefined;

/** What expressions of a job that name one value alone stand for. */
export function knownValues(job: YamlMap, workflow: YamlMap): KnownValues {
  const on = asMap(memberOf(workflow, "on") ?? workflow);
  const isCallable = on !== undefined && memberOf(on, "workflow_call") !== undefined;
  const constants = constantAxes(mapAt(mapAt(job, "strategy"), "matrix"));
  return (path) => {
    // Docs: actions, automatic token authentication; contexts, `inputs` (of a run that a person starts both have the same text).
    if (path === "github.token") return "${{ secrets.GITHUB_TOKEN }}";
    const input = isCallable ? undefined : /^github\.event\.inputs\.([\w-]+)$/.exec(path)?.[1];
    if (input !== undefined) return `\${{ inputs.${input} }}`;
    const axis = /^matrix\.([\w-]+)$/.exec(path)?.[1];
    return axis === undefined ? undefined : constants.get(axis);
  };
}

/** Axes that have one value in all combinations. */
function constantAxes(matrix: YamlMap | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!matrix) return found;
  const include = memberOf(matrix, "include");
  const rows = include?.kind === "list" ? include.items.map(({ value }) => asMap(value)) : [];
  const axes = entriesOf(matrix).filter(({ key }) => key !== "include" && key !== "exclude");
  if ((include && include.kind !== "list") || rows.includes(undefined)) return found;
  const names = new Set([
    ...axes.map(({ key }) => key),
    ...rows.flatMap((row) => entriesOf(row!).map(({ key }) => key)),
  ]);
  for (const name of names) {
    const axis = axes.find(({ key }) => key === name)?.value;
    const own = axis?.kind === "list" ? axis.items.map(({ value }) => asText(value)) : [];
    const added = rows.flatMap((row) => (memberOf(row!, name) ? [asText(memberOf(row!, name))] : []));
    // Where combinations of the axes are there as well, an inclusion may be one of its own without the value.
    const isWhole = axis ? added.length === 0 && rows.length === 0 : axes.length === 0 && added.length === rows.length;
    const values = new Set([...own, ...added]);
    const [value] = values;
    if (isWhole && values.size === 1 && value !== undefined) found.set(name, value);
  }
  return found;
}

/** Aspects of a job with each value in one spelling. What decides where and how often it runs stays. */
export function sameSpelling(
  aspects: Readonly<Record<string, Json>>,
  known: KnownValues,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(aspects).map(([name, value]) => [name, name === "strategy" ? value : spelled(value, known)]),
  );
}

function spelled(value: Json, known: KnownValues): Json {
  if (typeof value === "string")
    return value.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (whole, path: string) => known(path) ?? whole);
  if (Array.isArray(value)) return value.map((one: Json) => spelled(one, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spelled(inner as Json, known)]));
}
