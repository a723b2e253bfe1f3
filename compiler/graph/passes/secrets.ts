import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, describeRun, type Expr, example } from "../../expr/index.ts";
import { secretName } from "../confidential.ts";
import type { Job, StageGraph, Value } from "../model/index.ts";
import { presence } from "../presence.ts";
import { envsOf, partsIn, valuesOf } from "../walk.ts";
import { startedRuns } from "../trigger-condition.ts";
import { publicTexts } from "../texts.ts";

const FORK: Expr = { op: "flag", name: "fork" };

/** A secret reaches only the steps that name it: nothing that is kept or shown mentions it, and no fork's pull request waits for it. */
export function checkSecrets(graph: StageGraph): readonly Diagnostic[] {
  const used = new Map(graph.jobs.map((job) => [job, secretsOf(job)]));
  const all = new Set([...used.values()].flat());
  const shown = graph.jobs.flatMap((job) =>
    publicTexts(job).flatMap(({ place, text }) =>
      [...new Set(mentioned(text))]
        .filter((name) => all.has(name))
        .map((secret) => diagnostic("WB2040", { place, job: job.id, secret }, { at: job.location })),
    ),
  );
  return [...shown, ...checkForks(graph, used)];
}

function checkForks(graph: StageGraph, used: ReadonlyMap<Job, readonly string[]>): readonly Diagnostic[] {
  const present = presence(graph);
  const fromForks = and(startedRuns(graph), FORK);
  return [...used].flatMap(([job, names]) => {
    if (names.every((name) => name === TOKEN)) return [];
    const runs = and(fromForks, present.get(job.id) ?? ALWAYS);
    for (const { when, values } of given(job)) {
      const secret = values.map(secretName).find((name) => name !== undefined && name !== TOKEN);
      const run = secret === undefined ? undefined : example(and(runs, when));
      if (secret !== undefined && run)
        return [diagnostic("WB2041", { job: job.id, secret, run: describeRun(run) }, { at: job.location })];
    }
    return [];
  });
}

/**
 * GitHub's token of the job: for a pull request from a fork it can read, and nothing else (docs: actions/concepts/security,
 * github_token).
 */
const TOKEN = "GITHUB_TOKEN";

/** What a job is given, and when: a step's own values only where the step runs. */
function given(job: Job): readonly { readonly when: Expr; readonly values: readonly Value[] }[] {
  if (job.kind !== "script") return [{ when: ALWAYS, values: valuesOf(job) }];
  const { steps } = job;
  return [
    { when: ALWAYS, values: valuesOf({ ...job, steps: [] }) },
    ...steps.map((step) => ({
      when: step.when ?? ALWAYS,
      values: envsOf(step).flatMap((env): readonly Value[] => Object.values(env).flatMap(partsIn)),
    })),
  ];
}

function secretsOf(job: Job): readonly string[] {
  return valuesOf(job).flatMap((value) => secretName(value) ?? []);
}

/** Names of variables that a shell, or a provider, would replace in the text. */
function mentioned(text: string): readonly string[] {
  return [...text.matchAll(/\$(?:\{(\w+)|(\w+))/g)].map(([, braced, plain]) => braced ?? plain ?? "");
}
