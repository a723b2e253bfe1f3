import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { secretName } from "../confidential.ts";
import type { Job, StageGraph, Value } from "../model/index.ts";
import { loginOf, valuesOf } from "../walk.ts";

/** Id tokens that no provider could hand over: two of one name in a job, and those that something else than a step wants. */
export function checkTokens(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => [...ambiguous(job), ...misplaced(job)]);
}

/** On GitLab a token is a variable of the whole job, as secrets are. */
function ambiguous(job: Job): readonly Diagnostic[] {
  const known = new Map<string, Set<string>>();
  for (const value of valuesOf(job)) {
    const name = secretName(value);
    if (name === undefined) continue;
    const meant = value.kind === "idToken" ? `an id token for ${value.audience}` : "a secret";
    known.set(name, (known.get(name) ?? new Set()).add(meant));
  }
  return [...known].flatMap(([name, meanings]) => {
    const [first, second] = meanings;
    if (!first || !second) return [];
    return [diagnostic("WB2220", { job: job.id, name, first, second }, { at: job.location })];
  });
}

/** Services start, and images are pulled, before any step can fetch a token. */
function misplaced(job: Job): readonly Diagnostic[] {
  const services = job.kind === "script" ? job.services : [];
  const credentials = loginOf(job);
  const login = credentials ? [credentials.username, credentials.password] : [];
  const refuse = (place: string, values: readonly Value[]) =>
    values.flatMap((value) =>
      value.kind === "idToken"
        ? [diagnostic("WB2221", { job: job.id, token: value.name, place }, { at: job.location })]
        : [],
    );
  return [
    ...services.flatMap((service) => refuse(`its service ${service.name}`, Object.values(service.env))),
    ...refuse("its login", login),
  ];
}
