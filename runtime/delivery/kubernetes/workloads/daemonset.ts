import type { V1DaemonSet } from "@kubernetes/client-node";
import { workloadKind } from "./kind.ts";
import type { Progress } from "./workload.ts";

export const daemonset = workloadKind<V1DaemonSet>({
  title: "daemonset",
  resource: "daemonsets.apps",
  rollsOut: true,
  path: (namespace) => `/apis/apps/v1/namespaces/${namespace}/daemonsets`,
  list: ({ apps }, query) => apps.listNamespacedDaemonSet(query),
  patch: ({ apps, merging }, request) => apps.patchNamespacedDaemonSet(request, merging),
  read: (object) => ({
    template: object.spec!.template,
    selector: object.spec!.selector,
    progress: progress(object),
    partial: false,
    ...(object.spec!.updateStrategy?.type === "OnDelete" && {
      hindrance: {
        reason: "its update strategy is OnDelete",
        remedy: "set spec.updateStrategy.type to RollingUpdate in its manifest",
      },
    }),
  }),
  spec: (template) => ({ template }),
});

/** The rule of `kubectl rollout status` (kubectl's `pkg/polymorphichelpers/rollout_status.go`). */
function progress({ metadata, status }: V1DaemonSet): Progress {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return { kind: "waiting", says: "the daemonset controller has not seen the change yet" };
  const wanted = status?.desiredNumberScheduled ?? 0;
  const { updatedNumberScheduled: updated = 0, numberAvailable: available = 0 } = status ?? {};
  const waiting = (says: string): Progress => ({
    kind: "waiting",
    says,
    ...(wanted > 0 && { fraction: Math.min(updated, available) / wanted }),
  });
  if (updated < wanted) return waiting(`${updated} of ${wanted} nodes updated`);
  if (available < wanted) return waiting(`the pods of ${available} of ${wanted} nodes available`);
  return { kind: "done", says: `updated and available on ${wanted} of ${wanted} nodes` };
}
