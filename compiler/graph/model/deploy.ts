import type { Login } from "./build.ts";
import type { JobBase } from "./job.ts";

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

export type Destination = SwarmService | ContainerRestart | KubernetesRollout;

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

/** Replaces one container in place. */
export interface ContainerRestart extends EngineDestination {
  readonly kind: "containerRestart";
  readonly container: string;
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
}
