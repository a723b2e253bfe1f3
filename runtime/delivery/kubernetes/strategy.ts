import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { DeployRequest, DeployStrategy } from "../contract.ts";
import { ship } from "./deploy.ts";
import { find } from "./find-workload.ts";
import { verdict } from "./outcome-diagnostic.ts";
import { planned } from "./plan.ts";
import { schedule } from "./schedule.ts";
import { aim, type Target } from "./target.ts";
import type { Workload } from "./workloads/index.ts";

/**
 * Sets the image of one container of a Deployment, StatefulSet, DaemonSet or CronJob by digest, with the user's own
 * kubeconfig, and watches the rollout; what does not become healthy is put back.
 *
 * `KUBECONFIG` of the deploy's own variables wins over that of the process. Nothing but the image and, during the
 * rollout, the annotation `waybill.dev/replaces` is changed, by the field manager `waybill`. The previous image stays in
 * that annotation until the rollout has ended, so a run that follows a killed one knows what to go back to.
 *
 * @throws {DiagnosticError} WB5401 to WB5420
 */
export const kubernetesStrategy: DeployStrategy = {
  async plan(request) {
    const target = await aim(request);
    return untilStopped(target, request, async () => planned(target, await ready(target, request), request.signal));
  },
  async deploy(request) {
    const target = await aim(request);
    await untilStopped(target, request, async () => {
      const live = await ready(target, request);
      await (target.kind.rollsOut ? ship(target, live, request) : schedule(target, request));
    });
  },
};

/** The workload, found and able to roll out by itself. */
async function ready(target: Target, { signal }: DeployRequest): Promise<Workload> {
  const live = await find(target, signal);
  if (!live.hindrance) return live;
  const { workload, cluster } = target;
  throw new DiagnosticError(diagnostic("WB5412", { workload, ...live.hindrance }, cluster.place));
}

/** An abort that is not met inside has come before anything was changed. */
async function untilStopped<T>(target: Target, { signal }: DeployRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosticError || !signal.aborted) throw error;
    throw new DiagnosticError(verdict(target, { kind: "stopped" }, "nothing had been changed"));
  }
}
