import { type Options, object } from "../model.ts";
import { entriesOf, type Json, memberOf, plain, type YamlMap } from "../yaml/index.ts";
import type { Kept } from "./kept.ts";
import { asMap, asText, asTexts, textAt } from "./shape.ts";

export interface ReadPlace {
  readonly options: Options;
  /** Keys that are kept as GitHub has them. */
  readonly native: Readonly<Record<string, Json>>;
}

/** Where a job runs: the machine by its labels, or the image of its container on one. */
export function readPlace(map: YamlMap, axes: ReadonlySet<string>, kept: Kept): ReadPlace {
  const runsOn = memberOf(map, "runs-on");
  const labels = kept.keys.has("runs-on") ? undefined : readLabels(map, axes);
  const native: Record<string, Json> = {};
  if (!labels && runsOn) native["runs-on"] = plain(runsOn);
  const container = memberOf(map, "container");
  if (!container) return { options: { machine: labels ?? "default" }, native };
  const image = asText(container) ?? textAt(asMap(container), "image");
  if (kept.keys.has("container") || image === undefined || image.includes("${{")) {
    return { options: { machine: labels ?? "default" }, native: { ...native, container: plain(container) } };
  }
  const more = (asMap(container) ? entriesOf(asMap(container)!) : []).filter(({ key }) => key !== "image");
  if (more.length > 0) native.container = Object.fromEntries(more.map(({ key, value }) => [key, plain(value)]));
  const isBoth = typeof labels === "object" && labels.kind === "object";
  return { options: { image, runner: labels === undefined || isBoth ? labels : object({ github: labels }) }, native };
}

/** One label, several, or a value of the matrix; undefined: something else. */
function readLabels(map: YamlMap, axes: ReadonlySet<string>) {
  const labels = asTexts(memberOf(map, "runs-on"));
  const [only] = labels ?? [];
  if (!labels || only === undefined) return undefined;
  const axis = labels.length === 1 ? /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(only)?.[1] : undefined;
  if (axis !== undefined && axes.has(axis)) return { kind: "axis", name: axis } as const;
  if (labels.some((label) => !/^[\w.-]+$/.test(label))) return undefined;
  return labels.length === 1 ? only : object({ github: labels });
}
