import { DiagnosticError } from "../../../compiler/diagnostics/index.ts";
import { DeployError, type DeployRequest } from "../contract.ts";
import { isOver, type Mishap, verdict } from "./outcome-diagnostic.ts";
import { digestIn } from "./pods.ts";
import { undo } from "./rollback.ts";
import { follow } from "./rollout.ts";
import { type Changed, forgetReplaced, lastGood, setImage } from "./set-image.ts";
import type { Target } from "./target.ts";
import { readBack } from "./verify-digest.ts";
import { open, type Scene } from "./watch-session.ts";
import { imageOf, type Workload } from "./workloads/index.ts";

/** Sets the image, watches until it is healthy and compares what runs; or puts back what ran before. */
export async function ship(target: Target, live: Workload, request: DeployRequest): Promise<void> {
  const { sink, signal } = request;
  const scene = await open(target, live, { signal, say: (line) => sink.line("stderr", line) });
  try {
    const changed = await set(target, request).catch((error: unknown) => unanswered(error, live));
    const mishap = "mishap" in changed ? changed.mishap : await rollOut(target, scene, changed, request);
    if (mishap) throw await givenUp(target, scene, mishap, { ...changed, request });
    const note = await forgetReplaced(target, "after" in changed ? changed.after : live);
    if (note) sink.line("stderr", note);
  } finally {
    scene.close();
  }
}

/** Sets the image unless the workload has it already, and says so. */
export async function set(target: Target, { sink, signal }: DeployRequest): Promise<Changed> {
  const { to, reference, workload } = target;
  const changed = await setImage(target, {
    decide: (live) =>
      imageOf(live, to.container) === reference
        ? undefined
        : { image: reference, replaces: target.kind.rollsOut ? lastGood(live, to.container) : null },
    conflict: () => sink.line("stdout", `${workload} was changed meanwhile; reading it again`),
    signal,
  });
  const from = imageOf(changed.before, to.container);
  const news = changed.changed ? `${to.container}: ${from} -> ${reference}` : `already has ${reference}`;
  sink.line("stdout", `${workload} in namespace ${to.namespace}: ${news}`);
  return changed;
}

/** A patch whose answer got lost may have been made: that is undone like a rollout that went wrong. */
function unanswered(error: unknown, before: Workload): { readonly mishap: Mishap; readonly before: Workload } {
  if (error instanceof DiagnosticError && error.diagnostics.some((one) => one.code === "WB5404"))
    return { mishap: { kind: "blind", error }, before };
  throw error;
}

async function rollOut(
  target: Target,
  scene: Scene,
  { before, after, changed }: Changed,
  { sink, signal }: DeployRequest,
): Promise<Mishap | undefined> {
  const { to, reference } = target;
  const kept = imageOf(after, to.container) ?? "";
  if (digestIn(kept) !== digestIn(reference)) return { kind: "other image", found: `the API server keeps ${kept}` };
  const { progress } = before;
  const outcome = await follow(target, scene, {
    asked: after,
    stale: changed && progress.kind === "failed" ? progress.since : undefined,
    deadline: to.deadline,
    signal,
    sink,
  });
  if (outcome.kind !== "healthy") return outcome;
  try {
    const { says, others } = await readBack(target, after, signal);
    sink.line("stdout", `read back: ${says}`);
    return others.length > 0 ? { kind: "other image", found: others.join(", ") } : undefined;
  } catch (error) {
    if (signal.aborted) return { kind: "stopped" };
    if (error instanceof DiagnosticError) return { kind: "blind", error };
    throw error;
  }
}

interface Failed {
  readonly before: Workload;
  readonly after?: Workload;
  readonly request: DeployRequest;
}

/** Puts the previous image back where the workload is still ours, and tells the whole story. */
async function givenUp(target: Target, scene: Scene, mishap: Mishap, failed: Failed): Promise<DiagnosticError> {
  if (isOver(mishap)) return new DiagnosticError(verdict(target, mishap, ""));
  const { to, reference } = target;
  const { now, rollback, failure } = await undo(target, scene, {
    ours: (failed.after && imageOf(failed.after, to.container)) ?? reference,
    previous: lastGood(failed.before, to.container),
    sink: failed.request.sink,
  });
  return new DeployError(rollback, [verdict(target, mishap, now), ...(failure ? [failure] : [])]);
}
