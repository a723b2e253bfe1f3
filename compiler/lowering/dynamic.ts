import { defined } from "../graph/model/defined.ts";
import type { DynamicMatrix } from "../graph/model/index.ts";
import { type DeclaredNode, fieldOf } from "./nodes.ts";
import { type Reader, reader } from "./reader.ts";
import { keyName } from "./rules/names.ts";
import { validate } from "./scope.ts";
import { readValue } from "./values.ts";

/** Elements that GitHub takes in a list, and this machine too. */
const MOST_ELEMENTS = 256;

/** The list that a job's instances come from. */
export function readDynamic(
  { scope }: Reader,
  node: DeclaredNode,
  outputs: readonly string[],
): DynamicMatrix | undefined {
  const options = fieldOf(node, "dynamic");
  if (options === undefined) return undefined;
  const from = reader(scope, options);
  const value = readValue(from, "from", from.get("from"));
  if (value.kind !== "output") from.misuse("from", "an output of a job", from.get("from"));
  if (outputs.length > 0) scope.report.add("WB2107", { owner: scope.owner }, { at: scope.at });
  const keys = from.optionalTexts("keys", keyName, "a key");
  if (keys?.length === 0) validate(scope, "keys", "", keyName);
  return {
    from: value.kind === "output" ? { job: value.job, name: value.name } : { job: "", name: "" },
    ...defined({ keys: keys && [...new Set(keys)] }),
    failFast: from.flag("failFast") ?? false,
    ...defined({ maxParallel: from.whole("maxParallel", [1, MOST_ELEMENTS]) }),
  };
}
