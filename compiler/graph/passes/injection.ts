import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, StageGraph, Value } from "../model/index.ts";
import type { ProviderFacts } from "../provider.ts";
import { otherTexts, publicTexts, scriptTexts, stepsOf } from "../texts.ts";
import { unquotedVariables } from "../unquoted.ts";
import type { PassContext } from "./pass.ts";

/** Nothing that an outsider can choose becomes part of a script. */
export function checkInjection(graph: StageGraph, { providers }: PassContext): readonly Diagnostic[] {
  const all = Object.values(providers);
  return graph.jobs.flatMap((job) => [...checkReplaced(job, all), ...checkUnquoted(job, all)]);
}

function checkReplaced(job: Job, providers: readonly ProviderFacts[]): readonly Diagnostic[] {
  return [...scriptTexts(job), ...publicTexts(job), ...otherTexts(job)].flatMap(({ place, text }) =>
    providers
      .filter(({ marker }) => text.includes(marker))
      .map(({ marker, title }) =>
        diagnostic("WB2050", { place, job: job.id, part: `\`${marker}\``, provider: title }, { at: job.location }),
      ),
  );
}

function checkUnquoted(job: Job, providers: readonly ProviderFacts[]): readonly Diagnostic[] {
  return stepsOf(job).flatMap(({ name, run, env, location }) => {
    if (run.kind !== "shell") return [];
    const given = { ...job.env, ...env };
    const found = unquotedVariables(run.script).filter((one) => {
      const value = Object.hasOwn(given, one) ? given[one] : undefined;
      return value ? isChosen(value) : providers.some(({ outsiderVariables }) => outsiderVariables.has(one));
    });
    return [...new Set(found)].map((variable) =>
      diagnostic("WB2051", { place: `step ${JSON.stringify(name)}`, job: job.id, variable }, { at: location }),
    );
  });
}

function isChosen(value: Value): boolean {
  if (value.kind === "text") return value.parts.some(isChosen);
  return value.kind === "input" || (value.kind === "run" && !["event", "sha", "status"].includes(value.name));
}
