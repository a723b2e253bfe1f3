import type { StageGraph } from "../graph/model/index.ts";

/** A pipeline's name as that of a file: GitHub reads no workflows from folders below its own. */
export function fileName({ name }: StageGraph): string {
  return name.replace(/[^\w.-]+/g, "-");
}
