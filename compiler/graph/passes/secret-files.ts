import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, ScriptJob, StageGraph, Value } from "../model/index.ts";
import { loginOf, valuesOf } from "../walk.ts";

/** Files of secrets where no step's process reads them, and secrets that are a file in one place and a value in another. */
export function checkSecretFiles(graph: StageGraph): readonly Diagnostic[] {
  return [...graph.jobs.flatMap(misplaced), ...mixed(graph)];
}

function misplaced(job: Job): readonly Diagnostic[] {
  const refuse = (place: string, values: readonly Value[]) =>
    values.flatMap((value) =>
      value.kind === "secretFile"
        ? [diagnostic("WB2320", { job: job.id, secret: value.name, place }, { at: job.location })]
        : [],
    );
  const login = loginOf(job);
  if (job.kind !== "script") return login ? refuse("its login", [login.username, login.password]) : [];
  return [
    ...job.services.flatMap(({ name, env }) => refuse(`its service ${name}`, Object.values(env))),
    ...refuse("an action of GitHub's", actionValues(job)),
  ];
}

const actionValues = ({ steps }: ScriptJob) =>
  steps.flatMap(({ run, env }) => (run.kind === "action" ? Object.values(env) : []));

/** A variable of GitLab's is of one type, whichever job it reaches. */
function mixed(graph: StageGraph): readonly Diagnostic[] {
  const uses = graph.jobs.flatMap((job) => valuesOf(job).map((value) => ({ job, value })));
  const values = new Map(
    uses.flatMap(({ job, value }) => (value.kind === "secret" ? [[value.name, job] as const] : [])),
  );
  const files = new Map(
    uses.flatMap(({ job, value }) => (value.kind === "secretFile" ? [[value.name, job] as const] : [])),
  );
  return [...files].flatMap(([secret, job]) => {
    const other = values.get(secret);
    return other ? [diagnostic("WB2321", { secret, job: job.id, other: other.id }, { at: job.location })] : [];
  });
}
