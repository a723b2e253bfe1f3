import type { V1LabelSelector, V1ManagedFieldsEntry, V1PodTemplateSpec } from "@kubernetes/client-node";

/** How far a rollout is, by the workload's own status. */
export type Progress =
  | { readonly kind: "waiting"; readonly says: string; readonly fraction?: number }
  | { readonly kind: "done"; readonly says: string }
  /** Given up by its controller. `since` tells one failure from an older one that still stands in the status. */
  | { readonly kind: "failed"; readonly says: string; readonly since: string };

/** Why a workload would not roll out by itself, and what to do about it. */
export interface Hindrance {
  readonly reason: string;
  readonly remedy: string;
}

/** A workload as a deploy sees it, whatever its kind. */
export interface Workload {
  readonly uid: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly managedFields: readonly V1ManagedFieldsEntry[];
  readonly template: V1PodTemplateSpec;
  /** Of its pods; absent for a CronJob, whose pods are its jobs' business. */
  readonly selector?: V1LabelSelector;
  readonly progress: Progress;
  readonly hindrance?: Hindrance;
  /** Only some pods get the new template: a StatefulSet's partition. */
  readonly partial: boolean;
  /** The whole `spec`, for comparing. */
  readonly spec: unknown;
}

/** The image of a container; absent when the template has no such container. */
export function imageOf(workload: Workload, container: string): string | undefined {
  const found = workload.template.spec?.containers.find((one) => one.name === container);
  return found && (found.image ?? "");
}
