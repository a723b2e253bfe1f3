import { type Declared, declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";

/** Where an image is shipped to. */
export interface Destination extends Declared<DestinationDeclaration> {}

/** What a {@link Destination} is made of. */
export type DestinationDeclaration =
  | { readonly kind: "swarmService"; readonly target: string; readonly options: SwarmServiceOptions }
  | { readonly kind: "containerRestart"; readonly target: string; readonly options: EngineOptions }
  | { readonly kind: "kubernetesRollout"; readonly target: string; readonly options: KubernetesRolloutOptions };

interface DestinationOptions {
  /** What is not healthy by then has failed and is rolled back. Default: `"5 minutes"`. */
  readonly deadline?: Duration;
}

export interface EngineOptions extends DestinationOptions {
  /** Address of the engine, as `DOCKER_HOST` takes it. Default: the engine that the run itself uses. */
  readonly engine?: string;
}

export interface SwarmServiceOptions extends EngineOptions {
  /** Whether a new task is up before the old one goes. Default: `"start-first"`. */
  readonly order?: "start-first" | "stop-first";
  /** Tasks updated at once; 0: all. Default: 1. */
  readonly parallelism?: number;
  /** Between two groups of tasks. Default: none. */
  readonly delay?: Duration;
}

export interface KubernetesRolloutOptions extends DestinationOptions {
  readonly namespace: string;
  /** The container of the workload that runs the image. */
  readonly container: string;
  /** Context of the kubeconfig. Default: its current one. */
  readonly context?: string;
}

const make = (declaration: DestinationDeclaration): Destination =>
  Object.freeze({ [declared]: Object.freeze(declaration) });

/**
 * Updates one service of a Swarm.
 *
 * @example
 * ```ts
 * swarmService("shop", { order: "start-first", parallelism: 2, delay: "5 seconds" });
 * ```
 */
export function swarmService(service: string, options: SwarmServiceOptions = {}): Destination {
  return make({ kind: "swarmService", target: service, options });
}

/**
 * Replaces one container in place: the new one has its name, ports, networks, volumes and environment, and the old one is
 * kept until the new one is healthy.
 *
 * @example
 * ```ts
 * containerRestart("shop", { engine: "ssh://deploy@shop.example.com" });
 * ```
 */
export function containerRestart(container: string, options: EngineOptions = {}): Destination {
  return make({ kind: "containerRestart", target: container, options });
}

/**
 * Sets the image of one container in a workload, and watches the rollout.
 *
 * @param workload - Kind and name, as kubectl takes them.
 * @example
 * ```ts
 * kubernetesRollout("deployment/shop", { namespace: "web", container: "app" });
 * ```
 */
export function kubernetesRollout(
  workload: `${"deployment" | "statefulset" | "daemonset" | "cronjob"}/${string}`,
  options: KubernetesRolloutOptions,
): Destination {
  return make({ kind: "kubernetesRollout", target: workload, options });
}
