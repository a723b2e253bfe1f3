import type { ScriptJob } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { expression } from "./values.ts";

/**
 * A job that may fail with some exit codes only. GitHub's `continue-on-error` allows every failure, so a step that ends with
 * one of these codes says so and succeeds; the later steps are passed over as after any failure.
 */
function codesOf({ allowFailure }: ScriptJob): readonly number[] {
  return allowFailure ? allowFailure.exitCodes : [];
}

/** A step's script, from the command that is its process. */
export function allowing(job: ScriptJob, process: string): string {
  const codes = codesOf(job);
  if (codes.length === 0) return process;
  return `code=0
${process.trimEnd()} || code=$?
case $code in
  0) ;;
  ${codes.join(" | ")})
    echo "allowed=$code" >> "$GITHUB_OUTPUT"
    echo "::warning::This step failed with exit code $code, which is allowed." ;;
  *) exit "$code" ;;
esac
`;
}

/** Whether the scripts of a job are looked after in that way. */
export function allowsCodes(job: ScriptJob): boolean {
  return codesOf(job).length > 0;
}

/** The author's steps, each passed over when one before it has failed as allowed. */
export function allowingSteps(job: ScriptJob, steps: readonly YamlMap[]): readonly YamlMap[] {
  if (!allowsCodes(job)) return steps;
  return steps.map(({ name, id, if: own, ...step }, index) => ({
    name,
    id: id ?? idOf(index),
    if: index === 0 ? own : turnAfter(own, allowedIn(job, index)),
    ...step,
  }));
}

/** A failure that is allowed is one to the steps after it. */
function turnAfter(own: YamlMap[string], allowed: string): YamlMap[string] {
  if (own === undefined) return expression(`!${allowed}`);
  return own === expression("failure()") ? expression(`(failure() || ${allowed})`) : own;
}

/** What follows them: a failure that is allowed is a failure to it. */
export function afterAllowed(job: ScriptJob, steps: readonly YamlMap[]): readonly YamlMap[] {
  if (!allowsCodes(job)) return steps;
  const allowed = allowedIn(job, job.steps.length);
  return steps.map(({ name, id, if: own, ...step }) => ({ name, id, if: meant(own, allowed), ...step }));
}

function meant(own: YamlMap[string], allowed: string): YamlMap[string] {
  if (own === undefined) return expression(`!${allowed}`);
  return own === expression("failure()") ? expression(`(failure() || ${allowed})`) : own;
}

const idOf = (index: number) => `step_${index + 1}`;

/** Whether one of the first steps has failed as allowed. */
function allowedIn({ steps }: ScriptJob, count: number): string {
  const outputs = Array.from(
    { length: count },
    (_, index) => `steps.${steps[index]?.id ?? idOf(index)}.outputs.allowed`,
  );
  return `(${outputs.join(" || ")})`;
}
