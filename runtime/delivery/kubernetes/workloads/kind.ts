import type { KubernetesObject } from "@kubernetes/client-node";
import type { Cluster } from "../cluster.ts";
import type { Workload } from "./workload.ts";

/** Which objects of a namespace. */
export interface ListQuery {
  readonly namespace: string;
  readonly fieldSelector?: string;
}

/** One change of one object. `dryRun: "All"` has the server go through everything but keep nothing. */
export interface PatchRequest {
  readonly namespace: string;
  readonly name: string;
  readonly body: object;
  readonly fieldManager: string;
  readonly dryRun?: "All";
}

export interface ListAnswer<T> {
  readonly items: T[];
  readonly metadata?: { readonly resourceVersion?: string };
}

/** What differs between the kinds of workload. */
export interface KindDefinition<T extends KubernetesObject> {
  /** As people write it: `deployment`. */
  readonly title: string;
  /** Plural with API group, as roles name it: `deployments.apps`. */
  readonly resource: string;
  /** Rollouts are watched. Not so a CronJob's: it has none. */
  readonly rollsOut: boolean;
  path(namespace: string): string;
  list(cluster: Cluster, query: ListQuery): Promise<ListAnswer<T>>;
  patch(cluster: Cluster, request: PatchRequest): Promise<T>;
  /** What of a workload stands in other places in each kind. */
  read(
    object: T,
  ): Pick<Workload, "template" | "progress" | "partial"> & Partial<Pick<Workload, "selector" | "hindrance">>;
  /** The patch of `spec` that merges a pod template. */
  spec(template: object): object;
}

/** A kind whose own type no longer shows. */
export interface WorkloadKind
  extends Pick<KindDefinition<KubernetesObject>, "title" | "resource" | "rollsOut" | "path" | "spec"> {
  list(cluster: Cluster, query: ListQuery): Promise<ListAnswer<Workload>>;
  patch(cluster: Cluster, request: PatchRequest): Promise<Workload>;
  /** An object as a watch tells it. */
  view(object: unknown): Workload;
}

export function workloadKind<T extends KubernetesObject & { spec?: object }>(
  definition: KindDefinition<T>,
): WorkloadKind {
  const view = (object: T): Workload => ({
    uid: object.metadata?.uid ?? "",
    name: object.metadata?.name ?? "",
    resourceVersion: object.metadata?.resourceVersion ?? "",
    generation: object.metadata?.generation ?? 0,
    annotations: object.metadata?.annotations ?? {},
    managedFields: object.metadata?.managedFields ?? [],
    spec: object.spec,
    ...definition.read(object),
  });
  return {
    title: definition.title,
    resource: definition.resource,
    rollsOut: definition.rollsOut,
    path: definition.path,
    spec: definition.spec,
    async list(cluster, query) {
      const { items, metadata } = await definition.list(cluster, query);
      return { items: items.map(view), ...(metadata && { metadata }) };
    },
    patch: async (cluster, request) => view(await definition.patch(cluster, request)),
    view: (object) => view(object as T),
  };
}
