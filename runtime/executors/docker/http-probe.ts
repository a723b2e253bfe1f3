import { get } from "node:http";
import type Docker from "dockerode";
import { execIn } from "./exec.ts";

/** Milliseconds a service has to answer one request. */
const PATIENCE = 5000;

/** Prints the first line of the answer, or what stands for it, with what the service's own image has. */
const ASK = `if command -v curl > /dev/null; then curl -s -o /dev/null --max-time 5 -w 'HTTP %{http_code}' "http://127.0.0.1:$0$1"; exit; fi
ask() { printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' "$1"; }
if command -v nc > /dev/null; then ask "$1" | nc 127.0.0.1 "$0" | head -n 1; exit; fi
ask "$1" | bash -c 'exec 3<> "/dev/tcp/127.0.0.1/$0" && cat >&3 && head -n 1 <&3' "$0"`;

export interface Request {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Whether `GET path` is answered with a status from 200 to 399. */
export async function answersWell(engine: Docker, container: Docker.Container, request: Request): Promise<boolean> {
  // The containers of an engine on this machine can be reached from it; another one's address may be somebody else's here.
  const local = (engine.modem as { readonly socketPath?: string }).socketPath !== undefined;
  const direct = local ? await ask(request) : undefined;
  if (direct !== undefined) return isWell(direct);
  const { output } = await execIn(engine, container, ["sh", "-c", ASK, String(request.port), request.path]);
  return isWell(Number(/^HTTP\S* (\d{3})/.exec(output)?.[1]));
}

function isWell(status: number): boolean {
  return status >= 200 && status < 400;
}

/** The status of the answer; 0 where none comes, undefined where nothing of the container can be reached. */
function ask({ host, port, path }: Request): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: PATIENCE });
    request.once("response", ({ statusCode }) => {
      resolve(statusCode ?? 0);
      request.destroy();
    });
    request.once("timeout", () => request.destroy());
    request.once("error", ({ code }: NodeJS.ErrnoException) => {
      resolve(code === "ECONNREFUSED" || code === "ECONNRESET" || code === "HPE_INVALID_CONSTANT" ? 0 : undefined);
    });
  });
}
