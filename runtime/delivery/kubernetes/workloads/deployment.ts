import type { V1Deployment } from "@kubernetes/client-node";
import { workloadKind } from "./kind.ts";
import type { Progress } from "./workload.ts";

export const deployment = workloadKind<V1Deployment>({
  title: "deployment",
  resource: "deployments.apps",
  rollsOut: true,
  path: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  list: ({ apps }, query) => apps.listNamespacedDeployment(query),
  patch: ({ apps, merging }, request) => apps.patchNamespacedDeployment(request, merging),
  read: (object) => ({
    template: object.spec!.template,
    selector: object.spec!.selector,
    progress: progress(object),
    partial: false,
    ...(object.spec!.paused && {
      hindrance: {
        reason: "it is paused",
        remedy: `resume it: kubectl rollout resume deployment/${object.metadata?.name}`,
      },
    }),
  }),
  spec: (template) => ({ template }),
});

/** The rule of `kubectl rollout status` (kubectl's `pkg/polymorphichelpers/rollout_status.go`). */
function progress({ metadata, spec, status = {} }: V1Deployment): Progress {
  if ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return { kind: "waiting", says: "the deployment controller has not seen the change yet" };
  const conditions = status.conditions ?? [];
  const progressing = conditions.find((one) => one.type === "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded")
    return {
      kind: "failed",
      says: `ProgressDeadlineExceeded (${progressing.message})`,
      since: new Date(progressing.lastUpdateTime ?? 0).toISOString(),
    };
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  const failure = conditions.find((one) => one.type === "ReplicaFailure" && one.status === "True");
  const waiting = (says: string): Progress => ({
    kind: "waiting",
    says: failure?.message ? `${says}; ${failure.message}` : says,
    ...(wanted > 0 && { fraction: Math.min(updated, available, wanted) / wanted }),
  });
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods updated`);
  if (replicas > updated) return waiting(`${replicas - updated} old pods still to end`);
  if (available < updated) return waiting(`${available} of ${updated} updated pods available`);
  return { kind: "done", says: `${available} of ${wanted} pods updated and available` };
}
