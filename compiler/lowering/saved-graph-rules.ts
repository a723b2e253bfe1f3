import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { jsonPlace } from "../graph/json-place.ts";
import type { RuleName } from "../graph/model/fields.ts";
import type { StageGraph } from "../graph/model/index.ts";
import { textsOf } from "../graph/texts-of.ts";
import { data } from "./gitlab-include.ts";
import { cron } from "./rules/cron.ts";
import * as images from "./rules/images.ts";
import * as names from "./rules/names.ts";
import { filterGlob, path, refPattern, writtenOutGlob } from "./rules/paths.ts";
import { requestPath } from "./rules/readiness.ts";
import type { Rule } from "./scope.ts";

const RULES: Readonly<Record<RuleName, Rule>> = {
  ...images,
  ...names,
  ...{ cron, data, filterGlob, glob: writtenOutGlob, path, refPattern, requestPath },
};

/**
 * Holds a graph that comes from a file to the rules by which lowering makes one: what it names stays inside the repository,
 * and is a name to the engine, never a path or an option. The table of fields says which text keeps which rule.
 */
export function checkSavedGraph(graph: StageGraph, text: string, file: string): readonly Diagnostic[] {
  return textsOf(graph).flatMap(({ path: place, value, field }) => {
    const broken = field.rule && RULES[field.rule](value);
    if (!broken) return [];
    const [list, index, ...rest] = place;
    const values = {
      path: typeof index === "number" ? [`${list}[${index}]`, ...rest].join(".") : place.join("."),
      value: JSON.stringify(value),
      problem: broken.problem,
      wanted: broken.expected,
    };
    return [diagnostic("WB4042", values, { at: jsonPlace(text, file, place.map(String)) })];
  });
}
