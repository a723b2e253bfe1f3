import type { ImageReference, ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";
import type { ExecutorSession, JobRequest, ServiceRequest } from "../executors/executor.ts";
import type { Ended } from "../scheduler/index.ts";
import type { Credentials } from "../values/environment.ts";
import { stepRuns } from "../values/step-condition.ts";
import { resolveEnv, resolveLogin, resolveStepEnv, type ValueSources } from "../values/values.ts";
import { checkedName, nameOf } from "./image-name.ts";
import { builderOf } from "./secrets.ts";

/** What a script job needs of its run. */
export interface ScriptSurroundings {
  readonly graph: StageGraph;
  readonly sources: ValueSources;
  /** Where a job's artifacts are, or are to be, archived. */
  readonly archive: (job: string) => string;
  /** Whether a job has archived any. */
  readonly archived: (job: string) => boolean;
}

/** An image by the name it is pulled with, and the login for its registry. Undefined while it is not built. */
export function locate(
  image: ImageReference,
  { graph, sources }: ScriptSurroundings,
): { readonly image: string; readonly login?: Credentials } | undefined {
  if (image.kind === "registry") return { image: image.reference };
  if (image.kind === "machine") return { image: "" };
  if (image.kind === "template") {
    const name = nameOf(image, sources);
    return name === undefined ? undefined : { image: name };
  }
  const reference = sources.image(image.job);
  if (reference === undefined) return undefined;
  const login = builderOf(image, graph)?.login;
  return { image: reference, ...(login && { login: resolveLogin(login, sources) }) };
}

/** One attempt of a script job on an executor. */
export async function runScript(
  session: ExecutorSession,
  job: ScriptJob,
  around: ScriptSurroundings,
  life: Pick<JobRequest, "sink" | "signal" | "caches" | "reports" | "hold">,
): Promise<Ended> {
  const { sources } = around;
  const env = resolveStepEnv(job.env, sources);
  const services = job.services.map((service): ServiceRequest => {
    return { ...built(job, service.image, around), env: resolveEnv(service.env, sources) };
  });
  const request: JobRequest = {
    ...built(job, job.image, around),
    job,
    stepEnv(index, left) {
      const step = job.steps[index]!;
      const known: ValueSources = { ...sources, step: (id, name) => left[id]?.[name] };
      return stepRuns(step, known) ? { ...env, ...resolveStepEnv(step.env, known) } : undefined;
    },
    services,
    artifacts: job.needs
      .filter((need) => need.artifacts && around.archived(need.job))
      .map((need) => around.archive(need.job)),
    ...(job.artifacts?.paths.length && { artifactsTo: around.archive(job.id) }),
    ...life,
  };
  const { failure, outputs } = await session.execute(request);
  return failure ? { failure } : { outputs };
}

function built(job: ScriptJob, image: ImageReference, around: ScriptSurroundings) {
  if (image.kind === "template") return { image: checkedName(job, image, around.sources) };
  const located = locate(image, around);
  // The edge to the builder is a gate: this job would not have been started.
  if (!located) throw new Error("the image is not built");
  return located;
}
