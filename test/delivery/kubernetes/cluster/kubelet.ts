import type { V1Pod } from "@kubernetes/client-node";
import type { Client } from "./client.ts";

/** Any state to begin with, then all changes: the newest state would be waited for where etcd is older than 3.5. */
export const FROM_NOW_ON = { resourceVersion: "0" };

/** What becomes of a pod that runs some image. */
export type Fate =
  /** It runs and is ready, with the digest it was asked for or with another one. */
  | { readonly kind: "ready"; readonly imageID?: string }
  | { readonly kind: "pull fails" }
  | { readonly kind: "crashes" }
  /** It runs, but is never ready. */
  | { readonly kind: "unready" };

const AT = "2026-01-01T00:00:00Z";

/**
 * Plays the kubelet, and the container runtime below it: gives each new pod of the namespace the status that its image's
 * fate says. Nothing runs. Pods stay without a node, so the server removes them at once when they are deleted.
 */
export async function playKubelet(
  client: Client,
  namespace: string,
  fates: ReadonlyMap<string, Fate>,
): Promise<() => void> {
  const seen = new Set<string>();
  const stream = await client.watch.watch(
    `/api/v1/namespaces/${namespace}/pods`,
    FROM_NOW_ON,
    (type: string, pod: V1Pod) => {
      const uid = pod.metadata?.uid ?? "";
      if (type === "DELETED" || type === "ERROR" || seen.has(uid)) return;
      seen.add(uid);
      const { name = "" } = pod.metadata ?? {};
      const container = pod.spec?.containers[0];
      const fate = fates.get(container?.image ?? "") ?? { kind: "ready" };
      const body = { status: statusOf(fate, container?.name ?? "", container?.image ?? "") };
      // A pod may be gone again already: then there is no status to give.
      client.core.patchNamespacedPodStatus({ name, namespace, body }, client.merging).catch(() => {});
    },
    () => {},
  );
  return () => stream.abort();
}

function statusOf(fate: Fate, name: string, image: string): object {
  const isReady = fate.kind === "ready";
  const status = String(isReady).replace(/^./, (letter) => letter.toUpperCase());
  const conditions = ["Ready", "ContainersReady"].map((type) => ({ type, status, lastTransitionTime: AT }));
  const imageID = fate.kind === "ready" ? (fate.imageID ?? image) : fate.kind === "pull fails" ? "" : image;
  const base = { name, image, imageID, ready: isReady, restartCount: fate.kind === "crashes" ? 3 : 0 };
  return {
    phase: fate.kind === "pull fails" ? "Pending" : "Running",
    conditions,
    containerStatuses: [{ ...base, ...stateOf(fate) }],
  };
}

function stateOf(fate: Fate): object {
  switch (fate.kind) {
    case "ready":
    case "unready":
      return { state: { running: { startedAt: AT } } };
    case "pull fails":
      return {
        state: {
          waiting: { reason: "ImagePullBackOff", message: "Back-off pulling image: no basic auth credentials" },
        },
      };
    case "crashes": {
      const times = { startedAt: AT, finishedAt: AT };
      return {
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s restarting failed container" } },
        lastState: { terminated: { exitCode: 1, reason: "Error", message: "DATABASE_URL is not set\n", ...times } },
      };
    }
  }
}
