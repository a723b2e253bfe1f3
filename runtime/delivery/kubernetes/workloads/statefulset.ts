import type { V1StatefulSet } from "@kubernetes/client-node";
import { workloadKind } from "./kind.ts";
import type { Progress } from "./workload.ts";

export const statefulset = workloadKind<V1StatefulSet>({
  title: "statefulset",
  resource: "statefulsets.apps",
  rollsOut: true,
  path: (namespace) => `/apis/apps/v1/namespaces/${namespace}/statefulsets`,
  list: ({ apps }, query) => apps.listNamespacedStatefulSet(query),
  patch: ({ apps, merging }, request) => apps.patchNamespacedStatefulSet(request, merging),
  read: (object) => ({
    template: object.spec!.template,
    selector: object.spec!.selector,
    progress: progress(object),
    partial: partitionOf(object) > 0,
    ...(object.spec!.updateStrategy?.type === "OnDelete" && {
      hindrance: {
        reason: "its update strategy is OnDelete",
        remedy: "set spec.updateStrategy.type to RollingUpdate in its manifest",
      },
    }),
  }),
  spec: (template) => ({ template }),
});

const partitionOf = ({ spec }: V1StatefulSet) => spec?.updateStrategy?.rollingUpdate?.partition ?? 0;

/**
 * The rule of `kubectl rollout status` (kubectl's `pkg/polymorphichelpers/rollout_status.go`), and stricter: pods are
 * counted without a partition too. Else a rollback in mid-rollout would seem done at once, as its revision is the current one.
 */
function progress(object: V1StatefulSet): Progress {
  const { metadata, spec, status } = object;
  if (!status?.observedGeneration || status.observedGeneration < (metadata?.generation ?? 0))
    return { kind: "waiting", says: "the statefulset controller has not seen the change yet" };
  const wanted = spec?.replicas ?? 1;
  const partition = partitionOf(object);
  const due = Math.max(wanted - partition, 0);
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, currentRevision, updateRevision } = status;
  const waiting = (says: string): Progress => ({
    kind: "waiting",
    says,
    ...(due > 0 && { fraction: Math.min(updated, due) / due }),
  });
  if (updated < due) return waiting(`${updated} of ${due} pods updated to revision ${updateRevision}`);
  if (ready < wanted) return waiting(`${ready} of ${wanted} pods ready`);
  if (partition > 0)
    return {
      kind: "done",
      says: `${due} of ${wanted} pods updated and ready; those below the partition ${partition} stay as they are`,
    };
  if (updateRevision !== currentRevision) return waiting(`revision ${updateRevision} is not the current one yet`);
  return { kind: "done", says: `${ready} of ${wanted} pods updated and ready` };
}
