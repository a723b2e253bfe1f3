import type { DeployJob, Destination } from "../../graph/model/index.ts";
import { commandScript } from "./command.ts";
import { composeScript } from "./compose.ts";
import { containerScript } from "./container.ts";
import { kubernetesScript } from "./kubernetes.ts";
import { loginScript } from "./login.ts";
import { swarmScript } from "./swarm.ts";

type Update = Exclude<Destination, { kind: "command" }>;

type ByKind = { readonly [Kind in Update["kind"]]: (to: Extract<Destination, { kind: Kind }>) => string };

const SCRIPTS: ByKind = {
  swarmService: swarmScript,
  containerRestart: containerScript,
  composeService: composeScript,
  kubernetesRollout: kubernetesScript,
};

/**
 * Ships `$IMAGE`, a `repository@sha256:...`, and succeeds only when it runs and is healthy; otherwise what ran before runs
 * again. Parameters come as environment variables (see {@link deployParameters}); the same text runs on both providers,
 * and by hand.
 */
export function deployScript(job: DeployJob): string {
  if (job.to.kind === "command") return commandScript(job.to);
  const script = SCRIPTS[job.to.kind] as (to: Destination) => string;
  return [CHECK, usesLogin(job) ? loginScript : "", script(job.to)].join("");
}

/** Kubernetes pulls with a login of its own. */
export function usesLogin(job: DeployJob): boolean {
  return job.login !== undefined && job.to.kind !== "kubernetesRollout";
}

const CHECK = `set -eu
if ! printf '%s\\n' "$IMAGE" | grep -Eqx '[^@ ]+@sha256:[0-9a-f]{64}'; then
  echo "not an image by its digest: $IMAGE" >&2
  exit 1
fi
`;

/** What the script is told, beside `IMAGE` and the login. */
export function deployParameters(to: Destination): Readonly<Record<string, string>> {
  const deadline = { DEADLINE: String(to.deadline) };
  switch (to.kind) {
    case "swarmService":
      return { SERVICE: to.service, ...deadline, ...engine(to.engine) };
    case "containerRestart":
      return { CONTAINER: to.container, ...deadline, ...order(to.order), ...engine(to.engine) };
    case "composeService":
      return { PROJECT: to.project, SERVICE: to.service, ...deadline, ...order(to.order), ...engine(to.engine) };
    case "command":
      return {};
    case "kubernetesRollout":
      return { WORKLOAD: `${to.workload}/${to.name}`, CONTAINER: to.container, NAMESPACE: to.namespace, ...deadline };
  }
}

function engine(address: string | undefined): Readonly<Record<string, string>> {
  return address ? { DOCKER_HOST: address } : {};
}

function order(chosen: string | undefined): Readonly<Record<string, string>> {
  return chosen ? { ORDER: chosen } : {};
}
