import type { Yaml } from "../yaml.ts";

/** GitHub's hosted machine, by its version: what `latest` means changes. */
export const RUNNER = "ubuntu-24.04";

export function runsOn(labels: readonly string[]): Yaml {
  return labels.length === 0 ? RUNNER : labels.length === 1 ? (labels[0] as string) : labels;
}
