import type { Login } from "./build.ts";
import type { RegistryImage } from "./image.ts";
import type { ExecRun, JobBase, ShellRun, Step } from "./job.ts";
import type { SecretFileValue } from "./value.ts";

/** Ships the image of a build job, by its digest. */
export interface DeployJob extends JobBase {
  readonly kind: "deploy";
  /** The build job whose image is shipped. */
  readonly image: string;
  readonly proof: Proof;
  readonly to: Destination;
  /** Registry login that the destination pulls with: the build's. */
  readonly login?: Login;
}

/** Why the image may be shipped: the jobs that ran inside it, or the author's word. */
export type Proof =
  | { readonly kind: "tested"; readonly by: readonly string[] }
  | { readonly kind: "unverified"; readonly reason: string };

export type Destination = SwarmService | ContainerRestart | ComposeService | KubernetesRollout | CommandDestination;

interface DestinationBase {
  /** Seconds after which what is not healthy has failed and is rolled back. */
  readonly deadline: number;
}

interface EngineDestination extends DestinationBase {
  /** Address of the engine as `DOCKER_HOST` takes it; absent: the engine that the run itself uses. */
  readonly engine?: string;
}

/** Updates one service of a Swarm. */
export interface SwarmService extends EngineDestination {
  readonly kind: "swarmService";
  readonly service: string;
  readonly order: "start-first" | "stop-first";
  /** Tasks updated at once; 0: all. */
  readonly parallelism: number;
  /** Seconds between two groups of tasks. */
  readonly delay: number;
}

interface ReplacedContainers extends EngineDestination {
  /** Whether the old container runs until the new one is healthy. Absent: it does, where both can run at once. */
  readonly order?: "start-first" | "stop-first";
}

/** Replaces one container in place. */
export interface ContainerRestart extends ReplacedContainers {
  readonly kind: "containerRestart";
  readonly container: string;
}

/**
 * Runs commands of the author's own, each a process in the checkout, in a container of `image`. They are given
 * `WAYBILL_IMAGE`, the `repository@sha256:...` that ships, and the job's variables; and once `readBack` has told,
 * `WAYBILL_PREVIOUS`, what ran before, empty where nothing did.
 */
export interface CommandDestination extends DestinationBase {
  readonly kind: "command";
  /** What it deploys to: for people, and for the turns that deploys to one destination take. */
  readonly name: string;
  /** What the commands run in. */
  readonly image: RegistryImage;
  readonly shell: "sh" | "bash";
  /** Ships. It may be run again with the same image. */
  readonly run: Command;
  /** Prints the digest that runs. It is asked before, after and in a dry run, until it tells the one that shipped. */
  readonly readBack?: Command;
  /** Brings back what ran before, when shipping failed. Only with `readBack`. */
  readonly rollback?: Command;
}

/** A step without variables or a condition of its own, and no action. */
export interface Command extends Omit<Step, "id" | "outputs" | "env" | "when" | "conditionLocation" | "run"> {
  readonly run: ShellRun | ExecRun;
}

/** Replaces the containers of one service of a compose project, one after the other. */
export interface ComposeService extends ReplacedContainers {
  readonly kind: "composeService";
  readonly service: string;
  readonly project: string;
}

/** Sets the image of one container in a workload, and watches the rollout. */
export interface KubernetesRollout extends DestinationBase {
  readonly kind: "kubernetesRollout";
  readonly workload: "deployment" | "statefulset" | "daemonset" | "cronjob";
  readonly name: string;
  readonly namespace: string;
  readonly container: string;
  /** Context of the kubeconfig; absent: its current one. */
  readonly context?: string;
  /** The kubeconfig of a provider's job; on this machine the user's own serves. Absent: that of its runner. */
  readonly kubeconfig?: SecretFileValue;
}
