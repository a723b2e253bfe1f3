import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import type { Readiness, Service } from "../../../compiler/graph/model/index.ts";
import { isRefusal } from "../../engine/api.ts";
import { type Executed, execIn } from "./exec.ts";
import { answersWell } from "./http-probe.ts";
import { logOf } from "./log-tail.ts";

/** Milliseconds between two tries, at first and at most. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

/**
 * Waits for a service to be ready.
 *
 * @returns why it is not, in words; undefined when it is, or when the signal was aborted
 */
export async function untilReady(
  engine: Docker,
  container: Docker.Container,
  { ready }: Service,
  signal: AbortSignal,
): Promise<string | undefined> {
  const until = performance.now() + (ready?.timeout ?? 0) * 1000;
  for (let delay = FIRST_PAUSE; !signal.aborted; delay = Math.min(delay * 1.5, LONGEST_PAUSE)) {
    const { State, NetworkSettings } = await container.inspect();
    if (!State.Running) return `it has ended, with exit code ${State.ExitCode}`;
    if (!ready) return undefined;
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "";
    const late = performance.now() > until;
    try {
      if (await isReady(engine, container, ready, address)) return undefined;
    } catch (error) {
      // The engine runs nothing in a container that has ended meanwhile: the next look at it says how it did.
      if (late || !isRefusal(error)) throw error;
    }
    if (late) return `it was not within ${ready.timeout} seconds`;
    await pause(delay, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function isReady(
  engine: Docker,
  container: Docker.Container,
  ready: Readiness,
  address: string,
): Promise<boolean> {
  if (ready.kind === "command") return (await execIn(engine, container, ready.argv)).exitCode === 0;
  if (ready.kind === "http") return answersWell(engine, container, { host: address, ...ready });
  if (ready.kind === "log") return (await logOf(container)).includes(ready.text);
  // What listens is seen in the service's own network, wherever the engine is.
  const table = await execIn(engine, container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"]);
  if (table.output.includes("local_address")) return listens(table, ready.port);
  return accepts(address, ready.port);
}

/** In the kernel's table: the local port in hexadecimal, then the peer, then 0A for a socket that listens. */
function listens({ output }: Executed, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return new RegExp(`^ *\\d+: [0-9A-F]+:${wanted} [0-9A-F]+:0000 0A `, "m").test(output);
}

/** For an image without `cat`; it takes an engine on this machine. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
