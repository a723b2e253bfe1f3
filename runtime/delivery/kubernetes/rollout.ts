import type { DiagnosticError } from "../../../compiler/diagnostics/index.ts";
import type { DeliverySink } from "../../values/image.ts";
import { imageManager, writersSince } from "./field-managers.ts";
import { askedImage, digestIn, isLive, trouble } from "./pods.ts";
import type { Target } from "./target.ts";
import type { Scene } from "./watch-session.ts";
import { imageOf, type Workload } from "./workloads/index.ts";

/** What a rollout leads to. */
export interface Goal {
  /** What the server answered to the patch. Its image is the goal; what is older than its generation is not looked at. */
  readonly asked: Workload;
  /** `since` of a failure that the status already showed before. */
  readonly stale?: string | undefined;
  /** Seconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly sink: DeliverySink;
  /** Called on each look after the controller has seen the goal. */
  readonly look?: (scene: Scene) => void;
}

/** How it ended. */
export type Outcome =
  | { readonly kind: "healthy"; readonly says: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "late"; readonly reason: string }
  | { readonly kind: "stopped" }
  | { readonly kind: "superseded"; readonly manager: string; readonly image: string }
  | { readonly kind: "deleted" }
  | { readonly kind: "blind"; readonly error: DiagnosticError };

/** Watches until the workload is healthy with the goal's image, or never will be, and tells on the way what it sees. */
export async function follow({ to, workload: title }: Target, scene: Scene, goal: Goal): Promise<Outcome> {
  const overdue = AbortSignal.timeout(goal.deadline * 1_000);
  const signal = AbortSignal.any([goal.signal, overdue]);
  const say = saying(goal.sink);
  const wanted = imageOf(goal.asked, to.container) ?? "";
  let last = "nothing was heard of it";
  for (;;) {
    const live = scene.workload();
    if (!live) return { kind: "deleted" };
    if (live.generation >= goal.asked.generation) {
      const image = imageOf(live, to.container);
      if (image !== wanted)
        return {
          kind: "superseded",
          manager: imageManager(live, to.container),
          image: image ?? "none: the container is gone",
        };
      if (live.generation > goal.asked.generation)
        say(`${title} was changed by ${writersSince(goal.asked, live)} in mid-rollout`);
      const progress = withoutStale(live, goal.stale);
      last = progress.says;
      say(`${title}: ${last}`);
      if (progress.kind === "done") return { kind: "healthy", says: last };
      if (progress.kind === "failed") return { kind: "failed", reason: because(last, scene, to.container, wanted) };
      if (progress.fraction !== undefined) goal.sink.progress(last, progress.fraction);
      if (!last.includes("has not seen")) goal.look?.(scene);
    }
    for (const reason of troubles(scene, to.container, wanted)) say(reason);
    try {
      await scene.changed(signal);
    } catch (error) {
      if (goal.signal.aborted) return { kind: "stopped" };
      if (overdue.aborted) return { kind: "late", reason: because(last, scene, to.container, wanted) };
      return { kind: "blind", error: error as DiagnosticError };
    }
  }
}

/** A failure that stood there before is no news about this rollout: its controller resets it at the first step forward. */
function withoutStale({ progress }: Workload, stale: string | undefined): Workload["progress"] {
  if (progress.kind !== "failed" || progress.since !== stale) return progress;
  return { kind: "waiting", says: "the status still shows the failure of an earlier rollout" };
}

/** Each line once, until another one comes. */
function saying(sink: DeliverySink): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (said.has(line)) return;
    said.add(line);
    sink.line("stdout", line);
  };
}

/** What keeps the pods of the new image from being ready. */
function troubles(scene: Scene, container: string, image: string): string[] {
  const same = (asked: string | undefined) => asked === image || (!!asked && digestIn(asked) === digestIn(image));
  return scene
    .pods()
    .filter((pod) => isLive(pod) && same(askedImage(pod, container)))
    .map(trouble)
    .filter((reason) => reason !== undefined);
}

/** Three pods tell the story; twenty would hide it. */
const because = (says: string, scene: Scene, container: string, image: string) =>
  [says, ...troubles(scene, container, image).slice(0, 3)].join("; ");
