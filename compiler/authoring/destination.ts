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
  /** A deploy that is not healthy after this time fails and is rolled back. Default: `"5 minutes"`. */
  readonly deadline?: Duration;
}

export interface EngineOptions extends DestinationOptions {
  /** The address of the engine, in the format of `DOCKER_HOST`. Default: the engine of the run. */
  readonly engine?: string;
}

export interface SwarmServiceOptions extends EngineOptions {
  /** Whether the new task starts before the old one stops. Default: `"start-first"`. */
  readonly order?: "start-first" | "stop-first";
  /** The number of tasks updated at a time; 0: all. Default: 1. */
  readonly parallelism?: number;
  /** The pause between two groups of tasks. Default: none. */
  readonly delay?: Duration;
}

export interface ContainerRestartOptions extends EngineOptions {
  /**
   * Whether the old container runs until the new one is healthy. Use `"stop-first"` for a volume that only one container may
   * write to. Default: `"start-first"`, but with a fixed port or address the old container always stops first.
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
   * The kubeconfig for jobs on the providers. Default: the file that `KUBECONFIG` names on the runner. On this machine,
   * Waybill uses your kubeconfig (`KUBECONFIG`, `~/.kube/config`) and does not need the secret.
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
  /** Secrets and id tokens, which all commands get as variables of the same names. */
  readonly secrets?: readonly (Secret | SecretFile | IdToken)[];
}

/** Without `readBack`, Waybill cannot compare the running image with the shipped one, and `rollback` is not available. */
export type CommandOptions = CommandBase &
  (
    | {
        /**
         * Prints the running image: a digest, or an image with a digest; the last one that it prints counts. Waybill repeats it
         * until it prints the image that shipped or the deadline passes. A failure means that the image is not healthy yet.
         */
        readonly readBack: Step;
        /** Restores `$WAYBILL_PREVIOUS` after a failed deploy. Default: no rollback. */
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
 * Replaces one container in place: the new container takes over its name, ports, networks, volumes and environment, and
 * the old one is kept until the new one is healthy.
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
 * Replaces the containers of one service of a compose project, one after the other, each as {@link containerRestart} does.
 * Waybill finds them by the labels that Compose sets, so the deploy needs neither the compose file nor Compose.
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
 * Ships with custom commands, if no other destination fits. The commands run in the checkout. `$WAYBILL_IMAGE` contains the
 * image to ship, `repository@sha256:...`. `$WAYBILL_PREVIOUS` contains the image that `readBack` printed before the deploy,
 * or is empty if nothing ran. Deploys to destinations with the same name take turns.
 *
 * @param name - The name of the destination.
 * @param run - The command that ships the image. It may run again with the same image.
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
