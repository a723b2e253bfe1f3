import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Ask } from "./recording.ts";
import type { Reply, Source } from "./source.ts";

/** An API server's HTTP, watch streams included, in front of a source of answers; and the place where faults are made. */
export interface Front {
  /** For the deploy under test. */
  readonly url: string;
  /** For the test's own client. */
  readonly testUrl: string;
  /** Breaks the connection of every watch stream that the deploy has open. */
  drop(): void;
  /** From now on the deploy's next watches begin where the server no longer has the changes: 410 Gone. */
  expire(): void;
  /** Holds the next request of the deploy with this method until `action` is done. */
  hold(method: string, action: () => Promise<void>): void;
  /** Loses the answer to the next request of the deploy with this method: the server has done it, but nobody hears so. */
  loseAnswer(method: string): void;
  close(): Promise<void>;
}

const TEST = "/by-test";

export async function openFront(source: Source): Promise<Front> {
  const streams = new Set<ServerResponse>();
  let losing: string | undefined;
  const holds: { readonly method: string; readonly action: () => Promise<void> }[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ask = await read(request);
    const held = holds.findIndex(({ method }) => ask.by === "deploy" && method === ask.method);
    if (held >= 0) await holds.splice(held, 1)[0]?.action();
    if (ask.by === "deploy" && /[?&]watch=true/.test(ask.path)) {
      streams.add(response);
      response.on("close", () => streams.delete(response));
    }
    const reply = replyOn(response);
    const lost = ask.by === "deploy" && ask.method === losing;
    if (lost) losing = undefined;
    const cut = { ...reply, answer: () => void response.destroy() };
    const giveUp = source.ask(ask, request.headers.authorization, lost ? cut : reply);
    response.on("close", giveUp);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ kind: "Status", message: String(error) }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    testUrl: url + TEST,
    drop() {
      source.mark("drop");
      for (const stream of streams) stream.destroy();
    },
    expire: () => source.expire(),
    hold: (method, action) => void holds.push({ method, action }),
    loseAnswer(method) {
      losing = method;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await source.close();
    },
  };
}

async function read(request: IncomingMessage): Promise<Ask> {
  const { method = "GET", url = "/", headers } = request;
  const body = await text(request);
  const as = headers["impersonate-user"];
  return {
    by: url.startsWith(TEST) ? "test" : "deploy",
    method,
    path: url.replace(TEST, ""),
    ...(typeof as === "string" && { as }),
    ...(body && headers["content-type"] && { type: headers["content-type"] }),
    ...(body && { body: JSON.parse(body) as unknown }),
  };
}

function replyOn(response: ServerResponse): Reply {
  const json = { "Content-Type": "application/json" };
  return {
    answer: (status, body) => void response.writeHead(status, json).end(JSON.stringify(body)),
    open: () => response.writeHead(200, json).flushHeaders(),
    event: (object) => new Promise((resolve) => void response.write(`${JSON.stringify(object)}\n`, () => resolve())),
    end: () => void response.end(),
  };
}
