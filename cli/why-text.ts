import type { Change } from "../runtime/journal/changes.ts";
import type { Answer, Because, Why } from "../runtime/journal/why.ts";
import { cachedText, failureText } from "../runtime/reporters/failure.ts";

/** So many changes are shown one by one. */
const MOST = 20;

/** Why a job ran or did not, for people: a line for what became of it, and below it one for each reason. */
export function whyText({ run, time, why }: Answer): string {
  const begun = new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  return [`in the last run, ${run} of ${begun}:`, ...linesOf(why), ""].join("\n");
}

function linesOf(why: Why): readonly string[] {
  const own = why.because.filter(({ kind }) => kind !== "need").flatMap((one) => reasonLines(one, why.job));
  const needs = why.because.flatMap((one) => (one.kind === "need" ? linesOf(one.need) : []));
  const needed = why.because.flatMap((one) => (one.kind === "need" ? [`  it needs ${one.need.job}`] : []));
  return [`${why.job} ${became(why)}`, ...own.map((line) => `  ${line}`), ...needed, ...needs];
}

function became({ status, failure, cached }: Why): string {
  switch (status) {
    case "succeeded":
      return cached ? `was not run again: ${cachedText(cached)}` : "was run, and succeeded";
    case "failed":
      return failure ? `was run, and failed: ${failureText(failure)}` : "was run, and failed";
    case "skipped":
      return "was skipped";
    case "cancelled":
      return "was cancelled before its end";
    case "unended":
      return "has not come to its end";
    case "absent":
      return "was not part of it: the pipeline has got the job since";
  }
}

function reasonLines(reason: Because, job: string): readonly string[] {
  switch (reason.kind) {
    case "first":
      return ["no earlier run of it is known here"];
    case "changed":
      return [`since the run ${reason.since} has changed:`, ...changeLines(reason.changes)];
    case "unchanged":
      return ["nothing that decides its result has changed"];
    case "no-result":
      return [`run ${reason.since} has no result to reuse: ${job} ${reason.reason}`];
    case "always":
      return [`it is run every time: ${job} ${reason.reason}`];
    case "unknown":
      return ["what it depends on was not known before it ran, such as an image that had to be pulled"];
    case "asked":
      return [`an option requested it: ${reason.option}`];
    case "condition":
      return ["its condition does not hold:", ...conditionLines(reason)];
    case "need":
      return [];
    case "not-selected":
      return [`it was not chosen: the run was given ${reason.option}`];
    case "not-approved":
      return [`it is manual, and nobody has let it run: --approve ${job}`];
    case "not-named":
      return [`a deploy runs on this machine only when it is named: --deploy ${job}`];
    case "replaced":
      return [`a newer run has taken its place in the group ${reason.group}`];
    case "going-on":
      return ["the run is still active"];
  }
}

/** The changes, a line each; of many the first. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  const lines = changes.slice(0, MOST).map(({ what, how }) => `  ${what}${how === "changed" ? "" : ` (${how})`}`);
  return changes.length > MOST ? [...lines, `  and ${changes.length - MOST} more; --json lists all`] : lines;
}

function conditionLines({ when, parts = [] }: Extract<Because, { kind: "condition" }>): readonly string[] {
  return [...(when === undefined ? [] : [`  ${when}`]), ...parts.map((part) => `  - ${part}`)];
}
