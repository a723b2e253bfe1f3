import type { KubernetesRollout } from "../../../compiler/graph/model/index.ts";
import type { DeployRequest } from "../contract.ts";
import { type Access, fault } from "./api-error.ts";
import { type Cluster, connect } from "./cluster.ts";
import { persist } from "./retry.ts";
import { kinds, type WorkloadKind } from "./workloads/index.ts";

/** What is deployed to. */
export interface Target {
  readonly cluster: Cluster;
  readonly kind: WorkloadKind;
  readonly to: KubernetesRollout;
  /** As people call it: `deployment web`. */
  readonly workload: string;
  /** The image that shall run: `repository@sha256:...`. */
  readonly reference: string;
}

/** @throws {DiagnosticError} WB5401, WB5402 or WB5403 */
export async function aim({ job, reference, env }: DeployRequest): Promise<Target> {
  const { to } = job;
  if (to.kind !== "kubernetesRollout") throw new TypeError(`${to.kind} is not for the Kubernetes strategy`);
  const texts = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const cluster = await connect({
    job: job.id,
    context: to.context,
    env: { ...process.env, ...Object.fromEntries(texts) },
    place: { at: job.location },
  });
  const kind = kinds[to.workload];
  return { cluster, kind, to, workload: `${kind.title} ${to.name}`, reference };
}

/** One request about the target. */
export interface Ask<T> {
  readonly verb: Access["verb"];
  readonly resource: string;
  readonly signal: AbortSignal;
  /** Milliseconds for which a passing fault is tried again. Default: 2000. */
  readonly patience?: number | undefined;
  /** Errors that the caller knows what to make of: passed on as they are. */
  readonly spare?: (error: unknown) => boolean;
  request(): Promise<T>;
}

/** @throws {DiagnosticError} for what the API server refuses, or when it does not answer; `signal.reason` once aborted */
export async function ask<T>({ cluster, to, workload }: Target, { request, ...options }: Ask<T>): Promise<T> {
  const { verb, resource, signal, patience, spare } = options;
  try {
    return await persist(request, signal, patience);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (spare?.(error)) throw error;
    throw fault(cluster, { verb, resource, namespace: to.namespace }, workload, error);
  }
}
