import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import { idTokens, secretName } from "../../compiler/graph/confidential.ts";
import type { BuildJob, ImageReference, Job, StageGraph, Value } from "../../compiler/graph/model/index.ts";
import { partsIn } from "../../compiler/graph/walk.ts";
import type { RunOptions } from "../options.ts";

/** The values that a job is given, wherever it names them. */
function valuesOf(job: Job, graph: StageGraph): readonly Value[] {
  const env = Object.values(job.env);
  const login = "login" in job && job.login ? [job.login.username, job.login.password] : [];
  if (job.kind === "build") return [...env, ...login, ...Object.values(job.secrets)].flatMap(partsIn);
  if (job.kind === "deploy") return [...env, ...login].flatMap(partsIn);
  if (job.kind === "native") return [];
  const logins = [job.image, ...job.services.map((service) => service.image)].flatMap((image) => {
    const login = builderOf(image, graph)?.login;
    return login ? [login.username, login.password] : [];
  });
  const steps = job.steps.flatMap((step) => Object.values(step.env));
  const services = job.services.flatMap((service) => Object.values(service.env));
  return [...env, ...logins, ...steps, ...services].flatMap(partsIn);
}

/** The job that builds an image, when one of this graph does. */
export function builderOf(image: ImageReference, graph: StageGraph): BuildJob | undefined {
  if (image.kind !== "build") return undefined;
  const job = graph.jobs.find((one) => one.id === image.job);
  return job?.kind === "build" ? job : undefined;
}

/** Names of the secrets that a job is given. */
export function secretsOf(job: Job, graph: StageGraph): ReadonlySet<string> {
  return new Set(valuesOf(job, graph).flatMap((value) => secretName(value) ?? []));
}

type Lookup = RunOptions["secrets"];

/** One complaint a secret without a value, at the first job that needs it. */
export function missingSecrets(graph: StageGraph, jobs: readonly Job[], lookup: Lookup): readonly Diagnostic[] {
  return withoutValue(graph, jobs, lookup).map(({ name, job }) => {
    const token = tokenOf(name, job, graph);
    const at = { at: job.location };
    if (token) return diagnostic("WB3090", { name, job: job.id, audience: token.audience }, at);
    return diagnostic("WB4003", { name, job: job.id }, at);
  });
}

/** The look-up with what a person answers about secrets that have no value. Tokens are made by providers, not typed. */
export async function askedSecrets(
  graph: StageGraph,
  jobs: readonly Job[],
  { secrets, ask }: Pick<RunOptions, "secrets" | "ask">,
): Promise<Lookup> {
  const missing = ask ? withoutValue(graph, jobs, secrets) : [];
  if (missing.some(({ name, job }) => tokenOf(name, job, graph))) return secrets;
  const answers = new Map<string, string>();
  for (const { name, job } of missing) {
    const answer = await ask?.({ name, job: job.id });
    // Who gives up one is not asked for the next.
    if (answer === undefined) break;
    answers.set(name, answer);
  }
  return (name) => secrets(name) ?? answers.get(name);
}

function withoutValue(graph: StageGraph, jobs: readonly Job[], lookup: Lookup) {
  const seen = new Set<string>();
  return jobs.flatMap((job) =>
    [...secretsOf(job, graph)].flatMap((name) => {
      if (seen.has(name) || lookup(name) !== undefined) return [];
      seen.add(name);
      return [{ name, job }];
    }),
  );
}

const tokenOf = (name: string, job: Job, graph: StageGraph) =>
  idTokens(valuesOf(job, graph)).find((one) => one.name === name);
