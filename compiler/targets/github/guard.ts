import { describe } from "../../expr/describe.ts";
import type { GitHubGuard } from "./conditions/print.ts";
import { secretName } from "../../graph/confidential.ts";
import type { Job } from "../../graph/model/index.ts";
import { mayWrite } from "../../graph/permissions.ts";
import { valuesOf } from "../../graph/walk.ts";
import { shellWord } from "../shell/quote.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { onlyIf } from "./steps.ts";
import { expression } from "./values.ts";

/** Jobs that can do harm: they deploy, push an image, have an environment, may write, or are handed a secret or a token of who they are. */
export function isPrivileged(job: Job): boolean {
  return (
    job.kind !== "script" ||
    job.environment !== undefined ||
    mayWrite(job) ||
    valuesOf(job).some((value) => secretName(value) !== undefined)
  );
}

/**
 * Whether the job fails where the guard says no. A run that comes so far although its condition does not hold has a name
 * that GitHub takes for another, as `MAIN` for `main`: no ordinary run, and a job that can do harm says so aloud. Where the
 * guard alone decides ordinary runs as well, failing would be noise.
 */
export function failsClosed(job: Job, guard: GitHubGuard): boolean {
  return guard.narrow && isPrivileged(job);
}

/** The output in which a job tells what its guard found; an author's output may have that name. GitHub's names ignore case. */
export function ranOutput(job: Job): string {
  const isTaken = job.kind === "script" && job.outputs.some((name) => name.toLowerCase() === "ran");
  return isTaken ? "waybill_ran" : "ran";
}

/** What GitHub's expressions could not decide exactly is tested first; the other steps ask for the answer. */
export function guarded(job: Job, guard: GitHubGuard | undefined, steps: readonly YamlMap[]): readonly Yaml[] {
  if (!guard) return steps;
  return [guardStep(job, guard), ...steps.map((step) => onlyIf(RAN, step))];
}

function guardStep(job: Job, guard: GitHubGuard): YamlMap {
  const fails = failsClosed(job, guard);
  // The same words for all instances of a matrix, which are one job of the file.
  const condition = data(describe(job.when));
  const told = fails
    ? `::error title=Refused::This run only looks like one that the job is for. Its condition does not hold: ${condition}`
    : `::notice title=Skipped::The job's condition does not hold: ${condition}`;
  return {
    name: "Condition",
    id: "condition",
    env: Object.fromEntries(Object.entries(guard.env).map(([name, text]) => [name, expression(text)])),
    run: `if ${guard.test}; then
  echo ran=true >> "$GITHUB_OUTPUT"
else
  echo ran=false >> "$GITHUB_OUTPUT"
  printf '%s\\n' ${shellWord(told)}
${fails ? "  exit 1\n" : ""}fi
`,
  };
}

/** A text in a command to the runner (docs: workflow commands), in which some characters are escaped. */
const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const RAN = "steps.condition.outputs.ran == 'true'";
