import type Docker from "dockerode";
import { frameReader } from "./demux.ts";

/** How many lines of a service's log explain its end. */
const LINES = 50;

/** What a service has written so far, on both streams. */
export async function logOf(container: Docker.Container, lines?: number): Promise<string> {
  const tail = lines === undefined ? {} : { tail: lines };
  const log = await container.logs({ stdout: true, stderr: true, follow: false, ...tail });
  const parts: Buffer[] = [];
  frameReader((_, payload) => parts.push(payload))(log);
  return Buffer.concat(parts).toString("utf8");
}

/** The last lines that a service has written, each with its name before it. */
export async function logTail(container: Docker.Container, name: string): Promise<string> {
  const text = (await logOf(container, LINES).catch(() => "")).trimEnd();
  return text === "" ? "" : text.replace(/^/gm, `${name}: `).concat("\n");
}
