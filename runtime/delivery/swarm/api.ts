import type Docker from "dockerode";
import { authHeader, type RegistryAuth } from "../../registry/credentials.ts";

/** What of a service the strategy reads and changes; the rest passes through untouched. */
export interface Service {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  readonly UpdateStatus?: UpdateStatus;
}

export interface ServiceSpec {
  readonly Name: string;
  readonly TaskTemplate: {
    readonly ContainerSpec: { readonly Image: string };
  };
  readonly Mode?: ServiceMode;
  readonly EndpointSpec?: { readonly Ports?: readonly { readonly PublishMode?: string }[] | null };
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
}

/** One of them. */
export interface ServiceMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: object;
  readonly ReplicatedJob?: object;
  readonly GlobalJob?: object;
}

/** Times are in nanoseconds. */
export interface UpdateConfig {
  readonly Parallelism: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: "start-first" | "stop-first";
}

export interface UpdateStatus {
  readonly State: "updating" | "paused" | "completed" | "rollback_started" | "rollback_paused" | "rollback_completed";
  readonly StartedAt?: string;
  readonly Message?: string;
}

export interface Task {
  readonly ID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Spec: { readonly ContainerSpec: { readonly Image: string } };
  readonly Status: {
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string };
  };
}

export async function inspectService(engine: Docker, service: string): Promise<Service> {
  return (await engine.getService(service).inspect()) as Service;
}

export async function tasksOf(engine: Docker, id: string): Promise<readonly Task[]> {
  return (await engine.listTasks({ filters: JSON.stringify({ service: [id] }) })) as Task[];
}

/** How many tasks of a service run, and how many the Swarm means to run: for a global service, one on each node that fits. */
export interface TaskCount {
  readonly running: number;
  readonly desired: number;
}

export async function countTasks(engine: Docker, { ID, Spec }: Service): Promise<TaskCount> {
  const tasks = await tasksOf(engine, ID);
  const running = tasks.filter(({ DesiredState, Status }) => DesiredState === "running" && Status.State === "running");
  // A task that waits until the one before it has stopped is meant to be ready.
  const meant = tasks.filter(({ DesiredState }) => DesiredState === "running" || DesiredState === "ready");
  return { running: running.length, desired: Spec.Mode?.Replicated?.Replicas ?? meant.length };
}

/** Sends a new specification; the version says which one it was made from. */
export async function sendSpec(
  engine: Docker,
  { ID, Version }: Service,
  spec: ServiceSpec,
  { auth, rollback = false }: { readonly auth?: RegistryAuth | undefined; readonly rollback?: boolean },
): Promise<void> {
  const query = { version: Version.Index, ...(rollback ? { rollback: "previous" } : { registryAuthFrom: "spec" }) };
  await engine
    .getService(ID)
    .update({ ...(auth && { authconfig: { base64: authHeader(auth) } }), _query: query, _body: spec });
}
