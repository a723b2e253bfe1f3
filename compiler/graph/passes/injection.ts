import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, StageGraph, Value } from "../model/index.ts";
import { otherTexts, publicTexts, scriptTexts, stepsOf } from "../texts.ts";
import { unquotedVariables } from "../unquoted.ts";

/** What a provider replaces in the text of its files. */
const REPLACED = [
  { part: "${{", provider: "GitHub" },
  { part: "$[[", provider: "GitLab" },
] as const;

/** Variables of the providers that whoever pushes, or opens a pull request, can choose. */
const CHOSEN = new Set([
  ...["TITLE", "MESSAGE", "DESCRIPTION", "REF_NAME", "BRANCH", "TAG", "TAG_MESSAGE", "AUTHOR"].map(
    (one) => `CI_COMMIT_${one}`,
  ),
  ...["TITLE", "DESCRIPTION", "SOURCE_BRANCH_NAME", "SOURCE_PROJECT_PATH", "LABELS"].map(
    (one) => `CI_MERGE_REQUEST_${one}`,
  ),
  ...["GITLAB_USER_NAME", "GITHUB_HEAD_REF", "GITHUB_REF", "GITHUB_REF_NAME"],
]);

/** Nothing that an outsider can choose becomes part of a script. */
export function checkInjection(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => [...checkReplaced(job), ...checkUnquoted(job)]);
}

function checkReplaced(job: Job): readonly Diagnostic[] {
  return [...scriptTexts(job), ...publicTexts(job), ...otherTexts(job)].flatMap(({ place, text }) =>
    REPLACED.filter(({ part }) => text.includes(part)).map(({ part, provider }) =>
      diagnostic("WB2050", { place, job: job.id, part: `\`${part}\``, provider }, { at: job.location }),
    ),
  );
}

function checkUnquoted(job: Job): readonly Diagnostic[] {
  return stepsOf(job).flatMap(({ name, run, env, location }) => {
    if (run.kind !== "shell") return [];
    const given = { ...job.env, ...env };
    const found = unquotedVariables(run.script).filter((one) => {
      const value = Object.hasOwn(given, one) ? given[one] : undefined;
      return value ? isChosen(value) : CHOSEN.has(one);
    });
    return [...new Set(found)].map((variable) =>
      diagnostic("WB2051", { place: `step ${JSON.stringify(name)}`, job: job.id, variable }, { at: location }),
    );
  });
}

function isChosen(value: Value): boolean {
  return value.kind === "input" || (value.kind === "run" && !["event", "sha", "status"].includes(value.name));
}
