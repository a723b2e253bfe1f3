import { factsOf } from "../../graph/destination-facts.ts";
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
 * again. Parameters come as environment variables (see `DestinationFacts.parameters`); the same text runs on both providers,
 * and by hand.
 */
export function deployScript(job: DeployJob): string {
  if (job.to.kind === "command") return commandScript(job.to);
  const script = SCRIPTS[job.to.kind] as (to: Destination) => string;
  return [CHECK, usesLogin(job) ? loginScript : "", script(job.to)].join("");
}

/** Kubernetes, for one, pulls with a login of its own. */
export function usesLogin(job: DeployJob): boolean {
  return job.login !== undefined && factsOf(job.to).pullsWithLogin;
}

const CHECK = `set -eu
if ! printf '%s\\n' "$IMAGE" | grep -Eqx '[^@ ]+@sha256:[0-9a-f]{64}'; then
  echo "not an image by its digest: $IMAGE" >&2
  exit 1
fi
`;
