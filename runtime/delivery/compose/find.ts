import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ComposeService, DeployJob } from "../../../compiler/graph/model/index.ts";

const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";
const ONE_OFF = "com.docker.compose.oneoff";

/** The names that a deploy gives to containers for a while; one that was interrupted has left them. */
const TEMPORARY = /-waybill-(next|previous)$/;

/**
 * Names of a service's containers, found by the labels that compose gives them, in order. Those of `docker compose run` are
 * none.
 *
 * @throws {DiagnosticError} WB5056 when there are none, WB5057 when another container lives in the network of one
 */
export async function containersOf(engine: Docker, to: ComposeService, job: DeployJob): Promise<readonly string[]> {
  const project = await engine.listContainers({ all: true, filters: { label: [`${PROJECT}=${to.project}`] } });
  const own = project.filter(({ Labels }) => Labels[SERVICE] === to.service && Labels[ONE_OFF] !== "True");
  const ids = new Set(own.map(({ Id }) => Id));
  const guest = project.find(({ HostConfig: { NetworkMode: mode = "" } }) => {
    return mode.startsWith("container:") && ids.has(mode.slice("container:".length));
  });
  const at = { at: job.location };
  if (guest) {
    const values = { service: to.service, guest: guest.Labels[SERVICE] ?? guest.Id.slice(0, 12) };
    throw new DiagnosticError(diagnostic("WB5057", values, at));
  }
  const names = own.map(({ Names }) => (Names[0] as string).slice(1).replace(TEMPORARY, ""));
  if (names.length > 0) return [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const services = [...new Set(project.map(({ Labels }) => Labels[SERVICE]))].filter((one) => one !== undefined);
  const existing = services.length
    ? `the services that have containers there are: ${services.sort().join(", ")}`
    : `the project has no containers on this engine`;
  throw new DiagnosticError(diagnostic("WB5056", { service: to.service, project: to.project, existing }, at));
}
