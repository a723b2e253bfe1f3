import { DiagnosticError } from "../../../compiler/diagnostics/index.ts";
import type { DeployRequest } from "../contract.ts";
import { set } from "./deploy.ts";
import { imageManager } from "./field-managers.ts";
import { find } from "./find-workload.ts";
import { verdict } from "./outcome-diagnostic.ts";
import { digestIn } from "./pods.ts";
import { setImage } from "./set-image.ts";
import type { Target } from "./target.ts";
import { imageOf } from "./workloads/index.ts";

/** For a kind that has no rollout: nothing runs until its next job, so what the server keeps is all there is to compare. */
export async function schedule(target: Target, request: DeployRequest): Promise<void> {
  const { to, reference } = target;
  const { before, after, changed } = await set(target, request);
  const live = await find(target, request.signal);
  const kept = imageOf(live, to.container) ?? "";
  if (digestIn(kept) === digestIn(reference)) {
    request.sink.line("stdout", `${target.workload}: ${live.progress.kind === "done" ? live.progress.says : ""}`);
    return;
  }
  const previous = imageOf(before, to.container) ?? "";
  if (kept !== imageOf(after, to.container) || !changed)
    throw new DiagnosticError(
      verdict(target, { kind: "superseded", manager: imageManager(live, to.container), image: kept }, ""),
    );
  await setImage(target, {
    decide: (one) => (imageOf(one, to.container) === kept ? { image: previous, replaces: null } : undefined),
    conflict: () => {},
    signal: request.signal,
  });
  const found = `the API server keeps ${kept}`;
  throw new DiagnosticError(
    verdict(target, { kind: "other image", found }, `the previous image ${previous} was restored`),
  );
}
