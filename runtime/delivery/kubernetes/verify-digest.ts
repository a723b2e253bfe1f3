import type { V1Pod } from "@kubernetes/client-node";
import { askedImage, digestIn, isLive } from "./pods.ts";
import { labelSelector } from "./selector.ts";
import { ask, type Target } from "./target.ts";
import type { Workload } from "./workloads/index.ts";

/** What the pods really run. */
export interface Readback {
  /** For people: how many were compared, and with what. */
  readonly says: string;
  /** What runs another digest than the one asked for; empty: nothing. */
  readonly others: readonly string[];
}

/**
 * Asks the live pods which digest their container's image has (`imageID`), and compares it with the one that was tested.
 *
 * @throws {DiagnosticError} those of {@link ask}
 */
export async function readBack(target: Target, live: Workload, signal: AbortSignal): Promise<Readback> {
  const { cluster, to, reference } = target;
  const query = { namespace: to.namespace, labelSelector: labelSelector(live.selector ?? {}) };
  const { items } = await ask(target, {
    verb: "list",
    resource: "pods",
    signal,
    request: () => cluster.core.listNamespacedPod(query),
  });
  const wanted = digestIn(reference);
  const pods = items
    .filter(isLive)
    .filter((pod) => !live.partial || digestIn(askedImage(pod, to.container)) === wanted);
  const seen = pods.map((pod) => ({ pod, id: imageID(pod, to.container) }));
  const named = seen.filter(({ id }) => digestIn(id));
  const others = named
    .filter(({ id }) => digestIn(id) !== wanted)
    .map(({ pod, id }) => `pod ${pod.metadata?.name} runs ${id}`);
  const unnamed = seen.length - named.length;
  return {
    others,
    says: [
      `${named.length - others.length} of ${pods.length} pods run ${wanted}`,
      unnamed > 0 ? `${unnamed} do not tell their image's digest` : "",
    ]
      .filter(Boolean)
      .join("; "),
  };
}

/** Some runtimes put their own name before the reference. */
const imageID = (pod: V1Pod, container: string): string =>
  (pod.status?.containerStatuses?.find((one) => one.name === container)?.imageID ?? "").replace(
    /^docker-pullable:\/\//,
    "",
  );
