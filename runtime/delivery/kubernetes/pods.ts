import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

/** `sha256:...` of a reference or an imageID; absent when it names none, as in a runtime's bare image number. */
export function digestIn(image: string | undefined): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image ?? "")?.[1];
}

/** The image that a pod was told to run in that container. */
export const askedImage = (pod: V1Pod, container: string): string | undefined =>
  pod.spec?.containers.find((one) => one.name === container)?.image;

/** Neither ended nor on its way out: a pod that serves, or is meant to. */
export const isLive = (pod: V1Pod): boolean =>
  !pod.metadata?.deletionTimestamp && pod.status?.phase !== "Failed" && pod.status?.phase !== "Succeeded";

export const isReady = (pod: V1Pod): boolean =>
  (pod.status?.conditions ?? []).some((one) => one.type === "Ready" && one.status === "True");

/** Why a pod is not ready, in Kubernetes' own words: a reason and what the container said. Absent when it just starts. */
export function trouble(pod: V1Pod): string | undefined {
  if (isReady(pod)) return undefined;
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const status of containers) {
    const reason = containerTrouble(status);
    if (reason) return `pod ${pod.metadata?.name}: container ${status.name}: ${reason}`;
  }
  const conditions = pod.status?.conditions ?? [];
  const unschedulable = conditions.find((one) => one.type === "PodScheduled" && one.reason === "Unschedulable");
  if (unschedulable) return `pod ${pod.metadata?.name}: Unschedulable: ${unschedulable.message}`;
  const running = containers.length > 0 && containers.every((one) => one.state?.running);
  return running ? `pod ${pod.metadata?.name}: runs, but its readiness probe has not succeeded` : undefined;
}

/** Reasons that every container goes through. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

function containerTrouble({ state, lastState, ready }: V1ContainerStatus): string | undefined {
  if (ready) return undefined;
  const ended = state?.terminated ?? lastState?.terminated;
  const last = ended && ended.exitCode !== 0 ? exit(ended) : undefined;
  const { reason, message } = state?.waiting ?? {};
  if (reason && !STARTING.has(reason))
    return [message ? `${reason}: ${message}` : reason, last].filter(Boolean).join("; ");
  return last;
}

const exit = ({ exitCode, reason, message }: { exitCode: number; reason?: string; message?: string }) =>
  `last exit code ${exitCode}${reason ? ` (${reason})` : ""}${message ? `: ${message.trim()}` : ""}`;

/** What the live pods run in that container: `2 ready pods of IMAGE, 1 unready of OTHER`. */
export function census(pods: readonly V1Pod[], container: string): string {
  const counts = new Map<string, { ready: number; unready: number }>();
  for (const pod of pods.filter(isLive)) {
    const image = askedImage(pod, container) ?? "no such container";
    const count = counts.get(image) ?? { ready: 0, unready: 0 };
    count[isReady(pod) ? "ready" : "unready"]++;
    counts.set(image, count);
  }
  if (counts.size === 0) return "no pod runs";
  return `now run ${[...counts]
    .flatMap(([image, { ready, unready }]) => [
      ready > 0 ? `${ready} ready pod${ready > 1 ? "s" : ""} of ${image}` : "",
      unready > 0 ? `${unready} unready pod${unready > 1 ? "s" : ""} of ${image}` : "",
    ])
    .filter(Boolean)
    .join(" and ")}`;
}
