import { type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Rollback } from "../../events.ts";
import type { DeliverySink } from "../../values/image.ts";
import { askedImage, census, isLive, isReady } from "./pods.ts";
import { follow } from "./rollout.ts";
import { setImage } from "./set-image.ts";
import { ask, type Target } from "./target.ts";
import type { Scene } from "./watch-session.ts";
import { imageOf } from "./workloads/index.ts";

/** What is to be undone. */
export interface Undo {
  /** The image that was set, as the server keeps it. */
  readonly ours: string;
  /** The one to go back to. */
  readonly previous: string;
  readonly sink: DeliverySink;
}

/** What runs after an undo. */
export interface Undone {
  /** The end of a sentence. */
  readonly now: string;
  readonly rollback: Rollback;
  /** Set when the previous image is not back, or not healthy. */
  readonly failure?: Diagnostic;
}

/**
 * Puts the previous image back and watches until it is healthy, for as long as the deploy itself had. The deploy's own
 * signal has no say here: an abort is one of the reasons for an undo.
 */
export async function undo(target: Target, scene: Scene, { ours, previous, sink }: Undo): Promise<Undone> {
  const { to } = target;
  const runs = () => census(scene.pods(), to.container);
  if (previous === ours)
    return { now: `no earlier image is known, so it was not changed; ${runs()}`, rollback: "none" };
  sink.line("stderr", `putting ${previous} back`);
  const signal = AbortSignal.timeout(to.deadline * 1_000);
  try {
    const { before, after, changed } = await setImage(target, {
      decide: (live) => (imageOf(live, to.container) === ours ? { image: previous, replaces: null } : undefined),
      conflict: () => sink.line("stdout", `${target.workload} was changed meanwhile; reading it again`),
      signal,
      patience: to.deadline * 1_000,
    });
    const image = imageOf(after, to.container) ?? "";
    if (!changed && image !== previous)
      return { now: `others had set its image to ${image} in the meantime, so it was not changed`, rollback: "none" };
    const { progress } = before;
    const outcome = await follow(target, scene, {
      asked: after,
      stale: progress.kind === "failed" ? progress.since : undefined,
      deadline: to.deadline,
      signal: new AbortController().signal,
      sink,
      ...(target.kind.title === "statefulset" && { look: freeing(target, ours, sink) }),
    });
    if (outcome.kind === "healthy")
      return { now: `the previous image ${previous} was restored and is healthy: ${outcome.says}`, rollback: "done" };
    if (outcome.kind === "superseded")
      return { now: `${outcome.manager} set its image to ${outcome.image} in the meantime`, rollback: "none" };
    if (outcome.kind === "deleted") return { now: "it was deleted in the meantime", rollback: "none" };
    const reason =
      outcome.kind === "blind"
        ? outcome.error.message
        : `it is not healthy: ${outcome.kind === "stopped" ? "" : outcome.reason}`;
    return failed(target, previous, reason, runs());
  } catch (error) {
    const reason = error instanceof DiagnosticError ? error.message : "the API server did not answer in time";
    return failed(target, previous, reason, runs());
  }
}

function failed({ cluster, to, workload, kind }: Target, previous: string, reason: string, now: string): Undone {
  const context = cluster.context ? ` --context ${cluster.context}` : "";
  const command = `kubectl${context} -n ${to.namespace} set image ${kind.title}/${to.name} ${to.container}=${previous}`;
  return {
    now,
    rollback: "failed",
    failure: diagnostic("WB5419", { image: previous, workload, reason, now, command }, cluster.place),
  };
}

/**
 * A StatefulSet waits for its broken pod to become ready before it replaces it, even when the template is good again
 * ("Forced rollback" in Kubernetes' own page on StatefulSets): the pod has to be deleted, once the controller has seen the
 * good template.
 */
function freeing(target: Target, image: string, sink: DeliverySink): (scene: Scene) => void {
  const { cluster, to } = target;
  const asked = new Set<string>();
  return (scene) => {
    for (const pod of scene.pods()) {
      const { name = "", uid = "" } = pod.metadata ?? {};
      if (asked.has(uid) || !isLive(pod) || isReady(pod) || askedImage(pod, to.container) !== image) continue;
      asked.add(uid);
      sink.line("stdout", `deleting pod ${name}, which holds the rollback up`);
      ask(target, {
        verb: "delete",
        resource: "pods",
        signal: AbortSignal.timeout(to.deadline * 1_000),
        request: () =>
          cluster.core.deleteNamespacedPod({ name, namespace: to.namespace, body: { preconditions: { uid } } }),
      }).catch((error: unknown) =>
        sink.line("stderr", `pod ${name} could not be deleted: ${error instanceof Error ? error.message : error}`),
      );
    }
  };
}
