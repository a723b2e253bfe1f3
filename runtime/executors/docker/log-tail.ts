import type Docker from "dockerode";
import { frameReader } from "./frames.ts";

/** How many lines of a service's log explain its end. */
const LINES = 50;

/** The last lines that a service has written, each with its name before it. */
export async function logTail(container: Docker.Container, name: string): Promise<string> {
  const log = await container.logs({ stdout: true, stderr: true, follow: false, tail: LINES }).catch(() => undefined);
  if (!log) return "";
  const parts: Buffer[] = [];
  frameReader((_, payload) => parts.push(payload))(log);
  const text = Buffer.concat(parts).toString("utf8").trimEnd();
  return text === "" ? "" : text.replace(/^/gm, `${name}: `).concat("\n");
}
