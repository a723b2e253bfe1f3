import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { DeployJob, SwarmService } from "../../../compiler/graph/model/index.ts";
import { isMissing } from "../../engine/api.ts";
import { inspectService, type Service } from "./api.ts";

/**
 * The service, on an engine that may change it.
 *
 * @throws {DiagnosticError} WB5020 when the engine manages no Swarm, WB5021 when there is no such service, WB5066
 * when it runs its tasks once
 */
export async function findService(engine: Docker, to: SwarmService, job: DeployJob): Promise<Service> {
  const info = await engine.info();
  const swarm = info.Swarm as {
    ControlAvailable: boolean;
    LocalNodeState: string;
    RemoteManagers?: { Addr: string }[];
  };
  if (!swarm.ControlAvailable) {
    const managers = (swarm.RemoteManagers ?? []).map(({ Addr }) => Addr).join(", ");
    const reason =
      swarm.LocalNodeState === "active" ? `it is a worker; managed by ${managers}` : "it takes part in no Swarm";
    const values = { engine: to.engine ?? (info.Name as string), reason, service: to.service };
    throw new DiagnosticError(diagnostic("WB5020", values, { at: job.location }));
  }
  const service = await inspectService(engine, to.service).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  // The engine also takes the beginning of an ID for a name.
  if (service?.Spec.Name === to.service) {
    const { ReplicatedJob, GlobalJob } = service.Spec.Mode ?? {};
    if (!ReplicatedJob && !GlobalJob) return service;
    const mode = ReplicatedJob ? "replicated-job" : "global-job";
    throw new DiagnosticError(diagnostic("WB5066", { service: to.service, mode }, { at: job.location }));
  }
  const names = (await engine.listServices()).map((one) => one.Spec?.Name ?? "").sort();
  const existing = names.length ? `the services there are: ${names.join(", ")}` : "there is no service at all";
  throw new DiagnosticError(diagnostic("WB5021", { service: to.service, existing }, { at: job.location }));
}
