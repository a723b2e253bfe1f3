import type { ImageReference, ScriptJob } from "../../graph/model/index.ts";
import { runsProgramsAlone } from "../shell/docker-run.ts";

/**
 * How GitHub runs a script job. It is decided here once; what depends on it is a `Record` of these.
 *
 * - `machine`: its steps are processes of the machine.
 * - `container`: its steps run in GitHub's job container.
 * - `docker run`: it starts a container of its image itself, and each step goes into it.
 * - `attempts`: one step makes all attempts, each in a container that it starts itself.
 */
export type RunMode = "machine" | "container" | "docker run" | "attempts";

const known = new WeakMap<ScriptJob, RunMode>();

export function runModeOf(job: ScriptJob): RunMode {
  const mode = known.get(job) ?? decide(job);
  known.set(job, mode);
  return mode;
}

/**
 * GitHub runs its own actions in a job container as well, the checkout first: that takes their libraries, and a user who may
 * write to the machine's folders. Of an image that was built in this pipeline neither is known. A manual job asks GitHub a
 * question first, for which the machine has the means.
 */
function decide(job: ScriptJob): RunMode {
  const { image, user, manual, services, retry, entrypoint } = job;
  if (image.kind === "machine") return "machine";
  if (retry > 0) return "attempts";
  // GitHub runs no entrypoint.
  if (entrypoint === "image" || runsProgramsAlone(job)) return "docker run";
  // Only the machine can read a service's log.
  if (services.some(({ ready }) => ready?.kind === "log")) return "docker run";
  if (manual || image.kind === "build" || NO_LIBRARIES.test(knownName(image))) return "docker run";
  return user !== undefined && !USERS.has(user) ? "docker run" : "container";
}

/** Who may write to the folders that GitHub mounts into a job's container: they belong to user 1001 of the machine. */
const USERS = new Set(["root", "0", "0:0", "1001"]);

/** Images without the libraries that GitHub's own actions are linked with. Alpine has its own build of them. */
const NO_LIBRARIES = /^(docker\.io\/)?(library\/)?busybox([:@]|$)|\/distroless\//;

/** As far as it is known before the pipeline runs; what is not at all may be any image. */
function knownName(image: Exclude<ImageReference, { kind: "build" | "machine" }>): string {
  if (image.kind === "registry") return image.reference;
  const [first] = image.parts;
  return first?.kind === "literal" && /[:@]/.test(first.value) ? first.value : "busybox";
}
