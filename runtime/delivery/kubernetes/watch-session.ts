import type { V1Pod } from "@kubernetes/client-node";
import { fault } from "./api-error.ts";
import { itself } from "./find-workload.ts";
import { type Mirror, mirror } from "./informer.ts";
import { labelSelector } from "./selector.ts";
import { ask, type Target } from "./target.ts";
import type { Workload } from "./workloads/index.ts";

/** The workload and its pods, as they are at every moment until it is closed. */
export interface Scene {
  /** Undefined once it has been deleted. */
  workload(): Workload | undefined;
  pods(): readonly V1Pod[];
  /**
   * Resolves when something has changed since it was last called.
   *
   * @throws `signal.reason` once aborted; a `DiagnosticError` when the scene can no longer be watched
   */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** What opening a scene takes. */
export interface SceneOptions {
  /** While it opens. Open, it lives until it is closed, as a rollback is watched after an abort too. */
  readonly signal: AbortSignal;
  say(line: string): void;
}

/**
 * Opens the watch streams. Done before anything is changed, it uses every right that watching takes, and misses no event.
 *
 * @throws {DiagnosticError} those of {@link ask}
 */
export async function open(target: Target, live: Workload, { signal, say }: SceneOptions): Promise<Scene> {
  const { cluster, kind, to } = target;
  const closing = new AbortController();
  const bell = makeBell();
  const shared = (resource: string) => ({
    changed: bell.ring,
    lost: (reason: string) =>
      say(`the watch of ${resource} was lost (${reason || "connection closed"}); opening it again`),
    failed: (error: unknown) =>
      bell.break(fault(cluster, { verb: "watch", resource, namespace: to.namespace }, target.workload, error)),
    signal: closing.signal,
  });
  // A first list is tried again for a while; a later one is repeated by the mirror itself.
  let opening = true;
  const list =
    <T>(resource: string, request: () => Promise<T>) =>
    () =>
      opening ? ask(target, { verb: "list", resource, signal, request }) : request();
  const watching = async <T>(resource: string, start: () => Promise<Mirror<T>>) => {
    try {
      return await start();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw fault(cluster, { verb: "watch", resource, namespace: to.namespace }, target.workload, error);
    }
  };
  const podQuery = { labelSelector: labelSelector(live.selector ?? {}) };
  try {
    const [workloads, pods] = await Promise.all([
      watching(kind.resource, () =>
        mirror<Workload>(cluster, {
          ...shared(kind.resource),
          path: kind.path(to.namespace),
          selector: { fieldSelector: itself(target).fieldSelector },
          list: list(kind.resource, () => kind.list(cluster, itself(target))),
          view: kind.view,
          key: (one) => one.uid,
        }),
      ),
      watching("pods", () =>
        mirror<V1Pod>(cluster, {
          ...shared("pods"),
          path: `/api/v1/namespaces/${to.namespace}/pods`,
          selector: podQuery,
          list: list("pods", () => cluster.core.listNamespacedPod({ namespace: to.namespace, ...podQuery })),
          view: (object) => object as V1Pod,
          key: (one) => one.metadata?.uid ?? "",
        }),
      ),
    ]);
    opening = false;
    return {
      workload: () => workloads.items().find((one) => one.uid === live.uid),
      pods: pods.items,
      changed: bell.rung,
      close: () => closing.abort(),
    };
  } catch (error) {
    closing.abort();
    throw error;
  }
}

/** Remembers that something happened until someone asks. */
function makeBell() {
  let rings = false;
  let broken: { readonly error: unknown } | undefined;
  let wake: () => void = () => {};
  return {
    ring(): void {
      rings = true;
      wake();
    },
    break(error: unknown): void {
      broken = { error };
      wake();
    },
    async rung(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      if (!rings && !broken) {
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener("abort", wake);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
      }
      signal.throwIfAborted();
      if (broken) throw broken.error;
      rings = false;
    },
  };
}
