import type { Env, ScriptJob, Step } from "../../graph/model/index.ts";
import { isFinal } from "../../graph/final.ts";
import type { YamlMap } from "../yaml.ts";
import { variableExpansion } from "./expansion.ts";

/**
 * Whether GitLab's own shell can run the job: it does what a plain script asks for, so the job's only step needs no process of
 * its own. Its environment is `variables`, which hold texts.
 */
export function isPlain(job: ScriptJob): boolean {
  const [step, ...others] = job.steps;
  if (!step || isFinal(job) || others.length > (afterStep(job) ? 1 : 0)) return false;
  return (
    isPlainStep(step) &&
    step.runs === undefined &&
    step.allowFailure === undefined &&
    job.workingDirectory === undefined &&
    (typeof job.checkout !== "object" || job.checkout.pullRequest === undefined) &&
    job.outputs.length === 0 &&
    (job.entrypoint === undefined || job.entrypoint === "image") &&
    Object.values(job.env).every((value) => variableExpansion(value) !== undefined)
  );
}

function isPlainStep(step: Step): boolean {
  return (
    step.run.kind === "shell" &&
    step.run.plain === true &&
    step.run.shell === undefined &&
    Object.keys(step.env).length === 0 &&
    step.when === undefined &&
    step.timeout === undefined &&
    step.workingDirectory === undefined &&
    step.outputs === undefined &&
    step.writes === undefined
  );
}

/**
 * The step that GitLab can run as `after_script`: in a shell of its own, however the job went, also when it was cancelled, and
 * without changing how it went (docs: ci/yaml, `after_script`).
 */
export function afterStep({ steps }: ScriptJob): Step | undefined {
  const last = steps.length === 2 ? steps[1] : undefined;
  return last && isPlainStep(last) && last.runs === "always" && last.allowFailure ? last : undefined;
}

/** `variables` of a plain job. The runner expands variables in them, and reads `$$` as one `$`. */
export function plainVariables(env: Env): YamlMap | undefined {
  const entries = Object.entries(env).map(([name, value]) => [name, variableExpansion(value) ?? ""]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The script as a list of commands where each line is one, else as the one text that it is. */
export function plainLines({ run }: Step): readonly string[] {
  if (run.kind !== "shell") return [];
  const lines = run.script.replace(/\n+$/, "").split("\n");
  return lines.every(isCommand) ? lines : [`${lines.join("\n")}\n`];
}

/** Whether a line is a command by itself, as far as can be told without reading the shell's grammar. */
function isCommand(line: string): boolean {
  if (/^\s|\\$|<<|[({;&|]\s*$|^\s*$|^#/.test(line)) return false;
  if (/^(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|\}|\)|\{|\()(?:\s|;|$)/.test(line))
    return false;
  return [/'/g, /"/g, /`/g].every((quote) => (line.match(quote)?.length ?? 0) % 2 === 0);
}
