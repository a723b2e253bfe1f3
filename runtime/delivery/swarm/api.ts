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
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
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
