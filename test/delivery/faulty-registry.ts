import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { runningEngine } from "../engine/index.ts";

/** Answers a request itself (true), or lets it pass to the registry. It may change the path first. */
export type Fault = (asked: IncomingMessage, answer: ServerResponse) => boolean;

export interface DoorOptions {
  /** It logs in by itself, for an engine that has no login. Default: false. */
  readonly open?: boolean;
  /** Hands on what the registry answers. Default: as it comes. */
  readonly handOn?: (real: IncomingMessage, answer: ServerResponse) => void;
}

/**
 * The test registry behind a door that breaks as a test wants it.
 *
 * @returns host and port, as a repository begins
 */
export async function faultyRegistry(
  fault: Fault,
  { open = false, handOn = (real, answer) => real.pipe(answer) }: DoorOptions = {},
): Promise<string> {
  const { host, username, password } = runningEngine().registry;
  const [hostname, port] = host.split(":");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const server = createServer((asked, answer) => {
    if (fault(asked, answer)) return;
    const { method, url: path } = asked;
    const headers = open ? { ...asked.headers, authorization, host } : asked.headers;
    const passed = request({ hostname, port, method, path, headers }, (real) => {
      answer.writeHead(real.statusCode ?? 502, real.headers);
      handOn(real, answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
