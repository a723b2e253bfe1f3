import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where an engine is, and with which certificates it is spoken to. */
export interface Endpoint {
  /** `unix://`, `npipe://`, `tcp://` or `ssh://`. */
  readonly address: string;
  readonly tls?: Tls;
}

export interface Tls {
  /** Whether the engine must prove who it is. */
  readonly verify: boolean;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder in which the user's `docker` command keeps its settings. */
export function dockerFolder(env: Environment = process.env): string {
  return env.DOCKER_CONFIG || join(homedir(), ".docker");
}

/**
 * The engine that the `docker` command would use: the address given, else `DOCKER_HOST`, else the context of
 * `DOCKER_CONTEXT` or of the user's settings, else the system's socket.
 *
 * @throws {Error} in words for people, when a context does not exist or a certificate cannot be read
 */
export function findEndpoint(address?: string, env: Environment = process.env): Endpoint {
  const named = address || env.DOCKER_HOST;
  if (named) return withTls(named.includes("://") ? named : `tcp://${named}`, env);
  const context = env.DOCKER_CONTEXT || currentContext(env);
  if (context && context !== "default") return contextEndpoint(context, env);
  return { address: process.platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock" };
}

function withTls(address: string, env: Environment): Endpoint {
  const wanted = Boolean(env.DOCKER_TLS_VERIFY || env.DOCKER_TLS);
  if (!address.startsWith("tcp://") || !wanted) return { address };
  const folder = env.DOCKER_CERT_PATH || dockerFolder(env);
  return { address, tls: readTls(folder, Boolean(env.DOCKER_TLS_VERIFY)) };
}

function readTls(folder: string, verify: boolean): Tls {
  const read = (name: string) => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const [ca, cert, key] = [read("ca.pem"), read("cert.pem"), read("key.pem")];
  return { verify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function currentContext(env: Environment): string | undefined {
  const file = join(dockerFolder(env), "config.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { currentContext?: string }).currentContext;
}

// Contexts are stored under the SHA-256 of their name: docker/cli, cli/context/store/metadatastore.go.
function contextEndpoint(name: string, env: Environment): Endpoint {
  const id = createHash("sha256").update(name).digest("hex");
  const folder = join(dockerFolder(env), "contexts");
  const file = join(folder, "meta", id, "meta.json");
  if (!existsSync(file)) throw new Error(`the docker context ${name} does not exist`);
  const meta = JSON.parse(readFileSync(file, "utf8")) as {
    Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  };
  const docker = meta.Endpoints?.docker;
  if (!docker?.Host) throw new Error(`the docker context ${name} names no engine`);
  const certificates = join(folder, "tls", id, "docker");
  if (!existsSync(certificates)) return { address: docker.Host };
  return { address: docker.Host, tls: readTls(certificates, !docker.SkipTLSVerify) };
}
