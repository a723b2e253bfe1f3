import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { runningEngine } from "../engine/index.ts";

/** Answers a request itself (true), or lets it pass to the registry. It may change the path first. */
export type Fault = (asked: IncomingMessage, answer: ServerResponse) => boolean;

/**
 * The test registry behind a door that breaks as a test wants it.
 *
 * @returns host and port, as a repository begins
 */
export async function faultyRegistry(fault: Fault): Promise<string> {
  const [hostname, port] = runningEngine().registry.host.split(":");
  const server = createServer((asked, answer) => {
    if (fault(asked, answer)) return;
    const { method, url: path, headers } = asked;
    const passed = request({ hostname, port, method, path, headers }, (real) => {
      answer.writeHead(real.statusCode ?? 502, real.headers);
      real.pipe(answer);
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
