import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** What an engine does otherwise than the one behind it. */
export interface Alteration {
  /** The body of a request as it is passed on. */
  readonly asks?: (path: string, body: Record<string, unknown>) => Record<string, unknown>;
  /** The answer to a request, which had this body. */
  readonly answers?: (
    path: string,
    answer: Record<string, unknown>,
    body: Record<string, unknown>,
  ) => Record<string, unknown>;
  /** Requests that succeed without an effect. */
  readonly ignores?: (method: string, url: string) => boolean;
}

/** Serves an engine under another socket, with some of its answers changed, as engines of other makers give them. */
export async function alteredEngine(
  { socketPath, folder }: { readonly socketPath: string; readonly folder: string },
  alteration: Alteration,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    void pass(asked, answer, socketPath, alteration).catch(() => answer.destroy());
  });
  server.on("upgrade", (asked: IncomingMessage, client, head: Buffer) => {
    const engine = connect(socketPath, () => {
      const headers = Array.from({ length: asked.rawHeaders.length / 2 }, (_, index) =>
        asked.rawHeaders.slice(2 * index, 2 * index + 2).join(": "),
      );
      engine.write(`${[`${asked.method} ${asked.url} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`);
      engine.write(head);
      engine.pipe(client).pipe(engine);
    });
    engine.on("error", () => client.destroy());
    client.on("error", () => engine.destroy());
  });
  const path = join(folder, "altered.sock");
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    address: `unix://${path}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function pass(asked: IncomingMessage, answer: ServerResponse, socketPath: string, alteration: Alteration) {
  const { method = "GET", url = "/", headers } = asked;
  if (alteration.ignores?.(method, url)) {
    await buffer(asked);
    answer.writeHead(200).end();
    return;
  }
  const path = url.split("?", 1)[0] ?? "";
  const isJson = headers["content-type"] === "application/json";
  const body = isJson ? (JSON.parse((await buffer(asked)).toString()) as Record<string, unknown>) : undefined;
  const changed = body && Buffer.from(JSON.stringify(alteration.asks?.(path, body) ?? body));
  const { "content-length": _, ...others } = headers;
  const passed = request({
    ...{ socketPath, method, path: url, agent: false },
    headers: changed ? { ...others, "content-length": changed.length } : headers,
  });
  passed.on("response", async (given) => {
    const status = given.statusCode ?? 500;
    if (!alteration.answers || !body || status >= 300) {
      answer.writeHead(status, given.headers);
      given.pipe(answer);
      return;
    }
    const told = JSON.parse((await buffer(given)).toString()) as Record<string, unknown>;
    answer.writeHead(status, { "content-type": "application/json" });
    answer.end(JSON.stringify(alteration.answers(path, told, body)));
  });
  passed.on("error", () => answer.destroy());
  answer.on("close", () => passed.destroy());
  if (changed) passed.end(changed);
  else asked.pipe(passed);
}
