import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, Step, StageGraph, Value } from "../model/index.ts";
import type { ProviderFacts } from "../provider.ts";
import { otherTexts, publicTexts, scriptTexts, stepsOf } from "../texts.ts";
import { unquotedVariables } from "../unquoted.ts";
import type { PassContext } from "./pass.ts";

/** Nothing that an outsider can choose becomes part of a script. */
export function checkInjection(graph: StageGraph, { providers }: PassContext): readonly Diagnostic[] {
  const all = Object.values(providers);
  return graph.jobs.flatMap((job) => [...checkReplaced(job, all), ...checkUnquoted(job, all), ...checkCode(job)]);
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

/** Inputs that actions run as code, whatever shell or language it is for (docs: actions/reference/security, script injections). */
const CODE =
  /^(?:script|inline-?script|run|runs|command|commands|cmd|code|args|entrypoint|(?:pre|post|before|after)[-_](?:run|script|command)|.*[-_](?:script|command))$/i;

/** Nothing that an outsider can choose becomes part of what an action runs. */
function checkCode(job: Job): readonly Diagnostic[] {
  const steps: readonly Step[] = job.kind === "script" ? job.steps : [];
  return steps.flatMap(({ run, location }) => {
    if (run.kind !== "action") return [];
    const found = Object.entries(run.with).filter(([input, value]) => CODE.test(input) && isChosen(value));
    return found.map(([input]) => diagnostic("WB2052", { action: run.uses, job: job.id, input }, { at: location }));
  });
}

function isChosen(value: Value): boolean {
  if (value.kind === "text") return value.parts.some(isChosen);
  return value.kind === "input" || (value.kind === "run" && !["event", "sha", "status"].includes(value.name));
}
