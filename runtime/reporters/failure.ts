import type { Cached, Failure, JobCache, JobHeld, JobReleased, SkipReason, StepSkipped } from "../events.ts";
import { singleQuoted } from "../../compiler/shell/quote.ts";
import { sizeText } from "../size.ts";

/** Why a job failed, in a few words. Steps are counted from 1, as people do. */
export function failureText(failure: Failure): string {
  switch (failure.kind) {
    case "exit":
      return `step ${failure.step + 1} exited with ${failure.exitCode}`;
    case "timeout":
      return `stopped after its timeout of ${failure.seconds} seconds`;
    case "out-of-memory":
      return `step ${failure.step + 1} ran out of memory`;
    case "instances":
      return `${failure.failed.join(", ")} failed`;
    case "diagnostic":
      return `${failure.diagnostic.code}: ${failure.diagnostic.message}`;
  }
}

/** Why a job did not run, in a few words. */
export function skipText(reason: SkipReason): string {
  switch (reason.kind) {
    case "condition":
      return "its condition does not hold";
    case "need":
      return `it needs ${reason.job}`;
    case "not-selected":
      return "it was not selected";
    case "not-approved":
      return "nobody has approved it; --approve lets it run";
    case "not-named":
      return "a deploy runs only when it is named; --deploy names it";
    case "replaced":
      return `a newer run has taken its place in the group ${reason.group}`;
  }
}

/** Why a job's result was taken from an earlier run, in a few words. */
export function cachedText({ because, run }: Cached): string {
  return because === "unchanged" ? `unchanged since run ${run}` : `taken from run ${run}`;
}

/** What became of a cache, in a few words. */
export function cacheText({ cache, outcome, bytes, reason }: JobCache): string {
  const size = bytes === undefined ? "" : `, ${sizeText(bytes)}`;
  switch (outcome) {
    case "hit":
      return `cache ${cache}: restored${size}`;
    case "fallback":
      return `cache ${cache}: of another key, the newest, restored${size}`;
    case "miss":
      return reason === undefined ? `cache ${cache}: none yet` : `cache ${cache}: begins empty: ${reason}`;
    case "kept":
      return `cache ${cache}: kept${size}`;
    case "not-kept":
      return `cache ${cache}: not kept: ${reason ?? "it could not be written"}`;
  }
}

export function stepSkipText(reason: StepSkipped["reason"]): string {
  return reason === "action" ? "only GitHub has its action" : "its condition does not hold";
}

/** Where a job holds, in a few words. */
export function heldText({ step, name, exitCode }: Omit<JobHeld, "time">): string {
  const place = `step ${step + 1} (${name})`;
  return exitCode === undefined ? `held before ${place}` : `held: ${place} exited with ${exitCode}`;
}

/** How a job that held goes on, in a few words. */
export function releasedText({ step, name, decision }: JobReleased): string {
  const place = `step ${step + 1} (${name})`;
  switch (decision) {
    case "continue":
      return "goes on";
    case "retry":
      return `runs ${place} again`;
    case "skip":
      return `goes on after ${place}`;
    case "back":
      return "goes back";
    case "quit":
      return "the run is stopped";
  }
}

/** The command that opens a shell in a job that holds. */
export const attachCommand = (job: string): string =>
  `waybill shell ${/^[\w@%+=:,./-]+$/.test(job) ? job : singleQuoted(job)}`;
