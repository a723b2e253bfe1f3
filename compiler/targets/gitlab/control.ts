import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { isInterruptible } from "../../graph/control.ts";
import type { Job, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { protectedCheck } from "../shell/protected-ref.ts";
import type { Yaml, YamlMap } from "../yaml.ts";

/** What says when a job runs beside its condition. */
export function controlKeys(job: Job, { cancelSuperseded }: Pick<StageGraph, "cancelSuperseded">): YamlMap {
  const { environment, runner } = job;
  return {
    tags: runner?.gitlab?.length ? runner.gitlab : undefined,
    interruptible: cancelSuperseded ? isInterruptible(job) || undefined : job.interruptible,
    environment: environment && { name: environment.name, url: environment.url },
  };
}

/** Lines that stand before a job's own. */
export function controlScript({ environment }: Job): readonly string[] {
  return environment?.protected ? [protectedCheck("CI_COMMIT_REF_PROTECTED", environment.name)] : [];
}

/** A newer commit cuts off what may be cut off, in place of whole pipelines (docs: ci/yaml, `workflow:auto_cancel:on_new_commit`). */
export const AUTO_CANCEL: Yaml = { on_new_commit: "interruptible" };

/** GitLab never cancels a job that waits for its turn. */
export function controlProblems(job: Job): readonly Diagnostic[] {
  if (job.concurrency?.waiting !== "replace") return [];
  return [diagnostic("WB3041", { job: job.id, group: job.concurrency.group }, { at: job.location })];
}

/** GitLab's reasons (docs: ci/yaml, `retry:when`); without any, it would repeat on all of them. */
const REASONS = {
  failure: ["script_failure"],
  timeout: ["job_execution_timeout"],
  infrastructure: [
    "runner_system_failure",
    "scheduler_failure",
    "data_integrity_failure",
    "api_failure",
    "stuck_or_timeout_failure",
    "unknown_failure",
  ],
} as const;

/** With exit codes, GitLab repeats on these and on the reasons given. */
export function retryKey({ retry, retryOn }: ScriptJob): Yaml | undefined {
  if (retry === 0) return undefined;
  const { reasons, exitCodes } = retryOn ?? { reasons: ["failure"] as const, exitCodes: [] };
  const isAny = Object.keys(REASONS).every((reason) => reasons.some((one) => one === reason));
  if (isAny && exitCodes.length === 0) return retry;
  const when = reasons.flatMap((reason) => REASONS[reason]);
  return {
    max: retry,
    when: when.length ? when : undefined,
    exit_codes: exitCodes.length ? exitCodes : undefined,
  };
}
