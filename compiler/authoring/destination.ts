import { type Declared, declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";
import type { Env } from "./env.ts";
import type { IdToken, Secret, SecretFile } from "./reference.ts";
import type { Step } from "./step.ts";

/** Where an image is shipped to. */
export interface Destination extends Declared<DestinationDeclaration> {}

/** What a {@link Destination} is made of. */
export type DestinationDeclaration =
  | { readonly kind: "swarmService"; readonly target: string; readonly options: SwarmServiceOptions }
  | { readonly kind: "containerRestart"; readonly target: string; readonly options: ContainerRestartOptions }
  | { readonly kind: "composeService"; readonly target: string; readonly options: ComposeServiceOptions }
  | { readonly kind: "kubernetesRollout"; readonly target: string; readonly options: KubernetesRolloutOptions }
  | { readonly kind: "command"; readonly target: string; readonly run: Step; readonly options: CommandOptions };

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

export interface ContainerRestartOptions extends EngineOptions {
  /**
   * Whether the old container runs until the new one is healthy. `"stop-first"` is for a volume that only one may write to.
   * Default: `"start-first"`; with a fixed port or address the old one has to stop first anyway.
   */
  readonly order?: "start-first" | "stop-first";
}

export interface ComposeServiceOptions extends ContainerRestartOptions {
  /** Name of the compose project, as `docker compose ls` shows it. */
  readonly project: string;
}

export interface KubernetesRolloutOptions extends DestinationOptions {
  readonly namespace: string;
  /** The container of the workload that runs the image. */
  readonly container: string;
  /** Context of the kubeconfig. Default: its current one. */
  readonly context?: string;
  /**
   * The kubeconfig that the providers' jobs use. Default: what `KUBECONFIG` names on their runner. On this machine it is your
   * own (`KUBECONFIG`, `~/.kube/config`), and the secret is not asked for.
   */
  readonly kubeconfig?: SecretFile;
}

interface CommandBase extends DestinationOptions {
  /** The image that the commands run in. It needs a shell. */
  readonly image: string;
  /** Default: `"sh"`. */
  readonly shell?: "sh" | "bash";
  /** Variables of all commands. */
  readonly env?: Env;
  /** Each reaches all commands as a variable of its own name. */
  readonly secrets?: readonly (Secret | SecretFile | IdToken)[];
}

/** Without a command that tells what runs, nothing can be compared, and there is no way back to it. */
export type CommandOptions = CommandBase &
  (
    | {
        /**
         * Prints what runs: a digest, or an image with one; the last that it prints counts. It is asked until it tells the image
         * that shipped, or the deadline has passed. While it fails, what runs is not healthy yet.
         */
        readonly readBack: Step;
        /** Brings back `$WAYBILL_PREVIOUS`, when shipping failed. Default: nothing does. */
        readonly rollback?: Step;
      }
    | { readonly readBack?: never; readonly rollback?: never }
  );

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
export function containerRestart(container: string, options: ContainerRestartOptions = {}): Destination {
  return make({ kind: "containerRestart", target: container, options });
}

/**
 * Replaces the containers of one service of a compose project, one after the other, each as {@link containerRestart} does. They
 * are found by compose's own labels, so neither the compose file nor compose itself is needed where the deploy runs.
 *
 * @example
 * ```ts
 * composeService("web", { project: "shop", engine: "ssh://deploy@shop.example.com" });
 * ```
 */
export function composeService(service: string, options: ComposeServiceOptions): Destination {
  return make({ kind: "composeService", target: service, options });
}

/**
 * Sets the image of one container in a workload, and watches the rollout.
 *
 * @param workload - Kind and name, as kubectl takes them.
 * @example
 * ```ts
 * kubernetesRollout("deployment/shop", { namespace: "web", container: "app", kubeconfig: secretFile("KUBECONFIG") });
 * ```
 */
export function kubernetesRollout(
  workload: `${"deployment" | "statefulset" | "daemonset" | "cronjob"}/${string}`,
  options: KubernetesRolloutOptions,
): Destination {
  return make({ kind: "kubernetesRollout", target: workload, options });
}

/**
 * Ships by commands of your own, where no other destination fits. They run in the checkout, and find the image that ships,
 * `repository@sha256:...`, in `$WAYBILL_IMAGE`. What ran before, as `readBack` told, is in `$WAYBILL_PREVIOUS`; it is empty
 * where nothing did. Deploys to a destination of that name take turns.
 *
 * @param name - What it deploys to.
 * @param run - Ships. It may be run again with the same image.
 * @example
 * ```ts
 * command("edge", sh`./deploy.sh "$WAYBILL_IMAGE"`, {
 *   image: "alpine:3.20",
 *   secrets: [secret("EDGE_TOKEN")],
 *   readBack: sh`./running.sh`,
 *   rollback: sh`./deploy.sh "$WAYBILL_PREVIOUS"`,
 * });
 * ```
 */
export function command(name: string, run: Step, options: CommandOptions): Destination {
  return make({ kind: "command", target: name, run, options });
}
