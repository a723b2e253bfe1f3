import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type PageParts, reportHtml } from "../runtime/report/html.ts";
import type { ReportWithLogs } from "../runtime/report/model.ts";

export interface ServedPage {
  /** Reads the run as it is now. */
  read(): Promise<ReportWithLogs>;
  readonly parts: PageParts;
}

export interface ReportServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the page of a run on 127.0.0.1. Requests that name another host are refused: a page of the web could send them. */
export async function serveReport(page: ServedPage, port: number): Promise<ReportServer> {
  const server = createServer((request, response) => {
    answer(page, request, response).catch((error: Error) => send(response, 500, "text/plain", error.message));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(page: ServedPage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = request.headers.host ?? "";
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return send(response, 403, "text/plain", "another host");
  if (request.method !== "GET") return send(response, 405, "text/plain", "GET alone");
  const url = new URL(request.url ?? "/", `http://${host}`);
  switch (url.pathname) {
    case "/":
      return send(response, 200, "text/html; charset=utf-8", reportHtml(await page.read(), page.parts, true));
    case "/report.json":
      return send(response, 200, "application/json", JSON.stringify((await page.read()).report));
    case "/log.json": {
      const { logs } = await page.read();
      return send(response, 200, "application/json", JSON.stringify(logs.get(url.searchParams.get("job") ?? "") ?? []));
    }
    default:
      return send(response, 404, "text/plain", "there is nothing here");
  }
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  const headers = { "Content-Type": type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  response.writeHead(status, headers).end(text);
}
