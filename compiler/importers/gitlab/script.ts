import type { Span } from "../../diagnostics/location.ts";
import type { ImportedStep } from "../model.ts";
import { memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { listOf } from "./include.ts";

/** Lines of a `script`: nested lists are one list, as GitLab has it. */
export function scriptLines(node: YamlNode | undefined): readonly string[] {
  if (!node) return [];
  return listOf(node).flatMap((one) => {
    if (one.kind !== "scalar" || one.value === null) return [];
    return [typeof one.value === "string" ? one.value.replace(/\n+$/, "") : one.text];
  });
}

/**
 * The step of a job: `before_script` and `script` run in one shell.
 */
export function stepsOf(job: YamlMap): readonly ImportedStep[] {
  const before = memberOf(job, "before_script");
  const script = memberOf(job, "script") ?? memberOf(job, "run");
  const main = [...scriptLines(before), ...scriptLines(script)];
  const at = script?.at ?? job.at;
  return main.length > 0 ? [step(main, at)] : [];
}

/** `after_script`: it runs in a shell of its own, however the job ended, and changes nothing about that (docs: ci/yaml/script). */
export function afterStep(job: YamlMap): readonly ImportedStep[] {
  const node = memberOf(job, "after_script");
  const lines = scriptLines(node);
  if (!node || lines.length === 0) return [];
  return [{ ...step(lines, node.at), options: { runs: "always", allowFailure: true } }];
}

function step(lines: readonly string[], at: Span): ImportedStep {
  return { at, comments: [], run: { kind: "script", tag: "script", parts: [lines.join("\n")] }, options: {} };
}
