import { type Diagnostic, DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Asked, RunBegan } from "./entry.ts";
import { isLiving, type PastRun } from "./history.ts";

/**
 * The run to go on with: the last one that is not going on. Another process may have begun to go on with it.
 *
 * @param runs - The newest first.
 * @throws {DiagnosticError} WB4054 when there is none
 */
export function lastRun(runs: readonly PastRun[]): PastRun {
  const none = (reason: string) => new DiagnosticError(diagnostic("WB4054", { reason }));
  const last = runs.find((run) => !isLiving(run));
  const living = runs.find(isLiving);
  if (!last) {
    throw none(living ? `the run ${living.start.run} is still going on` : "the pipeline has not been run here yet");
  }
  const resumer = runs.find(({ start }) => start.resumes === last.start.run);
  if (resumer) throw none(`the run ${resumer.start.run} is going on with it`);
  if (last.over?.outcome === "succeeded") throw none(`the last one, ${last.start.run}, has succeeded`);
  return last;
}

/**
 * Why a run is another one than this: a complaint for each difference. An edit of the pipeline or of the tree is none, nor is
 * the commit of an edit: each job says whether they touch it.
 */
export function differences(past: RunBegan, { asked }: Pick<RunBegan, "asked">): readonly Diagnostic[] {
  const changed = (change: string, remedy: string) => diagnostic("WB4055", { run: past.run, change, remedy });
  const was = { ...past.asked, facts: { ...past.asked.facts, sha: asked.facts.sha } };
  return askedDifferences(was, asked).map(([change, remedy]) => changed(change, remedy));
}

type Difference = readonly [change: string, remedy: string];

/** What two runs were asked for, compared: what has changed, and how to give the same again. */
export function askedDifferences(past: Asked, now: Asked): readonly Difference[] {
  const named = (
    name: string,
    was: string | undefined,
    is: string | undefined,
    flag?: string,
  ): readonly Difference[] =>
    (was ?? "") === (is ?? "")
      ? []
      : [[`its ${name} was ${was || "unset"}, and is ${is || "unset"} now`, remedy(was, flag)]];
  const remedy = (was: string | undefined, flag: string | undefined) => {
    if (!flag) return "bring it back to what it was";
    if (was === undefined || was === "") return `leave ${flag} out`;
    return `give ${was
      .split(", ")
      .map((one) => `${flag} ${one}`)
      .join(" ")}`;
  };
  const list = (names: readonly string[]) => [...names].sort().join(", ");
  const pairs = (values: Readonly<Record<string, string>>) =>
    list(Object.entries(values).map(([name, value]) => `${name}=${value}`));
  return [
    ...named("event", past.facts.event, now.facts.event, "--event"),
    ...named("branch", past.facts.branch, now.facts.branch, "--branch"),
    ...named("tag", past.facts.tag, now.facts.tag, "--tag"),
    ...named("pull request", JSON.stringify(past.facts.pullRequest), JSON.stringify(now.facts.pullRequest)),
    ...named("commit", past.facts.sha, now.facts.sha),
    ...named("actor", past.facts.actor, now.facts.actor),
    ...named("variables", pairs(past.facts.vars), pairs(now.facts.vars)),
    ...named("inputs", pairs(past.inputs), pairs(now.inputs), "--input"),
    ...named("executor", past.executor, now.executor, "--executor"),
    ...named("choice of jobs", list(past.jobs), list(now.jobs), "--job"),
    ...named("beginning", list(past.from), list(now.from), "--from"),
  ];
}
