import type { Destination } from "../../compiler/graph/model/index.ts";
import { build } from "../../runtime/delivery/build/build.ts";
import type { DeployRequest } from "../../runtime/delivery/contract.ts";
import type { Built } from "../../runtime/values/image.ts";
import { docker, runningEngine, uniqueName } from "../engine/index.ts";
import { buildJob, buildRequest, folderOf, jobBase, sink } from "./request.ts";

/** A server on port 8080 that answers with its version; `health` is a HEALTHCHECK's command, `command` replaces the server. */
export interface Server {
  readonly version: string;
  readonly health?: string;
  readonly command?: string;
  readonly more?: string;
}

export const HEALTHY = "wget -q -O /dev/null http://127.0.0.1:8080/";

/** Builds servers of several versions into one repository, and pushes them. */
export async function servers<const Name extends string>(
  versions: Readonly<Record<Name, Server>>,
): Promise<Readonly<Record<Name, Built>>> {
  const job = buildJob();
  const built: [string, Built][] = [];
  for (const [name, server] of Object.entries<Server>(versions)) {
    const root = await folderOf({ Dockerfile: dockerfile(server) });
    const request = buildRequest(root, job, { commit: uniqueName(server.version) });
    built.push([name, await build(docker(), request, [])]);
  }
  return Object.fromEntries(built) as Readonly<Record<Name, Built>>;
}

function dockerfile({ version, health, command = "exec httpd -f -p 8080 -h /www", more = "" }: Server): string {
  const check = health ? `HEALTHCHECK --interval=250ms --timeout=30s --retries=3 CMD ${health}` : "";
  return `FROM ${runningEngine().images.busybox}
RUN mkdir /www && echo ${version} > /www/index.html
${check}
STOPSIGNAL SIGKILL
${more}
CMD ["sh", "-c", ${JSON.stringify(command)}]
`;
}

/** A deploy of an image to a destination, as a run would ask for it. */
export function deployRequest(to: Destination, reference: string, request: Partial<DeployRequest> = {}): DeployRequest {
  const { username, password } = runningEngine().registry;
  return {
    job: {
      ...jobBase,
      id: "production",
      kind: "deploy",
      image: "app",
      proof: { kind: "unverified", reason: "a test" },
      to,
    },
    run: uniqueName("run"),
    root: process.cwd(),
    reference,
    login: { username, password },
    env: {},
    sink: sink(),
    signal: new AbortController().signal,
    ...request,
  };
}
