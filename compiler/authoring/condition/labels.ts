import type { Mark } from "./declared.ts";
import { problem } from "./problem.ts";
import { isPlain, truth, type Value } from "./value.ts";

/** `labels.includes(name)`. */
export function callOnLabels(at: Mark, method: string, args: readonly Value[]): Value {
  const [name] = args;
  if (method !== "includes" || args.length !== 1 || !isPlain(name) || typeof name !== "string") {
    return problem(at, `\`${method}\` of labels`, 'ask for one by its name: labels.includes("deploy")');
  }
  // GitLab has the labels as one text with commas between; names that begin or end with a space are none that people can see.
  if (name === "" || /[,\0-\x1f]|^\s|\s$/.test(name)) {
    return problem(
      at,
      `a label named ${JSON.stringify(name)}`,
      "name a label without commas and without spaces around it",
    );
  }
  return truth({ op: "label", name });
}
