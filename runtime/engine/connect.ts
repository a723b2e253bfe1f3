import { Agent } from "node:https";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { type Endpoint, findEndpoint } from "./address.ts";
import { loadDockerode } from "./dockerode.ts";
import { sshTunnel } from "./ssh.ts";

/** Milliseconds an engine has to answer the first request. */
const PATIENCE = 10_000;

/**
 * A client of the engine at an address, once that engine has answered.
 *
 * @param address as `DOCKER_HOST` takes it; default: the engine that the `docker` command would use
 * @throws {DiagnosticError} WB4001 with the reason, when no engine answers there; as {@link sshTunnel} does, when there is
 *   no way to its machine
 *
 * @example
 * ```ts
 * const engine = await connect();
 * const images = await engine.listImages();
 * ```
 */
export async function connect(address?: string): Promise<Docker> {
  let shown = address ?? "the docker command's address";
  try {
    const endpoint = findEndpoint(address);
    shown = endpoint.address;
    const Client = loadDockerode();
    const engine = new Client(await options(endpoint));
    await answering(engine);
    return engine;
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw new DiagnosticError(diagnostic("WB4001", { address: shown, reason: reasonOf(error) }));
  }
}

async function answering(engine: Docker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} seconds`)), PATIENCE);
  });
  try {
    await Promise.race([engine.ping(), late]);
  } finally {
    clearTimeout(timer);
  }
}

// Every option is named, also those without a value: the client fills in what is left out from DOCKER_HOST.
async function options(endpoint: Endpoint): Promise<Docker.DockerOptions> {
  const none = { socketPath: undefined, host: undefined, port: undefined, username: undefined, pathPrefix: "/" };
  const scheme = endpoint.address.slice(0, endpoint.address.indexOf("://"));
  const rest = endpoint.address.slice(scheme.length + 3);
  const { tls } = endpoint;
  if (scheme === "unix" || scheme === "npipe") {
    return { ...none, protocol: "http", socketPath: rest, ...noCertificates };
  }
  const { hostname, port } = new URL(`http://${rest}`);
  if (!hostname) throw new Error("the address names no host");
  if (scheme === "ssh") {
    return { ...none, protocol: "http", socketPath: await sshTunnel(endpoint.address), ...noCertificates };
  }
  if (scheme !== "tcp" && scheme !== "http" && scheme !== "https") {
    throw new Error(`addresses begin with unix://, npipe://, tcp:// or ssh://, not ${scheme}://`);
  }
  const secure = scheme === "https" || tls !== undefined;
  const trusting = tls && !tls.verify ? { agent: new Agent({ ...tls, rejectUnauthorized: false }) } : {};
  return {
    ...none,
    protocol: secure ? "https" : "http",
    host: hostname,
    port: port || (secure ? 2376 : 2375),
    ca: tls?.ca,
    cert: tls?.cert,
    key: tls?.key,
    ...trusting,
  };
}

const noCertificates = { ca: undefined, cert: undefined, key: undefined };

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  EACCES: "you have no permission to use its socket (is your user in the group docker?)",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EHOSTUNREACH: "the host cannot be reached",
  ETIMEDOUT: "the host does not answer",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && WORDS[code]) || message;
}
