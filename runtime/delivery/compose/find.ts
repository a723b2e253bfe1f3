import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ComposeService, DeployJob } from "../../../compiler/graph/model/index.ts";
import { guestsOf, settledName } from "../container/guests.ts";
import { find } from "../container/inspection.ts";

const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";
const ONE_OFF = "com.docker.compose.oneoff";

/**
 * Names of a service's containers, found by the labels that compose gives them, in order. Those of `docker compose run` are
 * none.
 *
 * @throws {DiagnosticError} WB5056 when there are none, WB5057 when another container uses something of one, WB5031 when
 * one is removed as soon as it stops
 */
export async function containersOf(engine: Docker, to: ComposeService, job: DeployJob): Promise<readonly string[]> {
  const project = await engine.listContainers({ all: true, filters: { label: [`${PROJECT}=${to.project}`] } });
  const own = project.filter(({ Labels }) => Labels[SERVICE] === to.service && Labels[ONE_OFF] !== "True");
  const hosts = (await Promise.all(own.map(({ Id }) => find(engine, Id)))).filter((host) => host !== undefined);
  const at = { at: job.location };
  const [guest] = await guestsOf(engine, hosts);
  if (guest) {
    const values = { service: to.service, guest: guest.service ?? guest.name, uses: guest.uses };
    throw new DiagnosticError(diagnostic("WB5057", values, at));
  }
  const passing = hosts.find(({ HostConfig }) => HostConfig.AutoRemove);
  if (passing) throw new DiagnosticError(diagnostic("WB5031", { container: settledName(passing.Name) }, at));
  const names = hosts.map(({ Name }) => settledName(Name));
  if (names.length > 0) return [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const services = [...new Set(project.map(({ Labels }) => Labels[SERVICE]))].filter((one) => one !== undefined);
  const existing = services.length
    ? `the services that have containers there are: ${services.sort().join(", ")}`
    : `the project has no containers on this engine`;
  throw new DiagnosticError(diagnostic("WB5056", { service: to.service, project: to.project, existing }, at));
}
