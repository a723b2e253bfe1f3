import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const COMMIT = "1".repeat(40);
export const OTHER_COMMIT = "2".repeat(40);

/** A manifest, whose digest is what a registry says it is. */
export const MANIFEST = JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json" });
export const DIGEST = `sha256:${createHash("sha256").update(MANIFEST).digest("hex")}`;

export interface Server {
  readonly host: string;
  readonly requests: readonly string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, host: string) => void;

/** A server on this machine, which ends with the test. */
export async function serve(answer: Answer): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response, String(request.headers.host));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const TAGS = ["v4", "v4.0.0", "v4.1.0", "v4.10.0", "v4.9.9", "v4.2.0-beta.1", "v40.0.0"];

/** GitHub's interface for the repository acme/tool, word for word as documented (REST: git refs, commits). */
export const gitHub: Answer = (request, response) => {
  const path = String(request.url).replace("/repos/acme/tool/", "");
  const [, prefix] = /^git\/matching-refs\/tags\/(.+)$/.exec(path) ?? [];
  const [, ref] = /^commits\/(.+)$/.exec(path) ?? [];
  if (prefix) {
    const refs = TAGS.filter((tag) => tag.startsWith(prefix)).map((tag) => ({ ref: `refs/tags/${tag}` }));
    return void response.end(JSON.stringify(refs));
  }
  if (ref === "v4.10.0" || ref === "main") return void response.end(ref === "main" ? OTHER_COMMIT : COMMIT);
  response.writeHead(422).end(JSON.stringify({ message: `No commit found for SHA: ${ref}` }));
};

/** A registry that wants a token (distribution: spec/auth/token), and gives one to whom it knows. */
export const registry: Answer = (request, response, host) => {
  const url = new URL(String(request.url), `http://${host}`);
  if (url.pathname === "/token") {
    const known = request.headers.authorization === `Basic ${Buffer.from("ci:s3cret").toString("base64")}`;
    if (!known) return void response.writeHead(401).end();
    return void response.end(
      JSON.stringify({ token: `${url.searchParams.get("service")} ${url.searchParams.get("scope")}` }),
    );
  }
  const scope = "repository:tools/node:pull";
  if (request.headers.authorization !== `Bearer the registry ${scope}`) {
    const challenge = `Bearer realm="http://${host}/token",service="the registry",scope="${scope}"`;
    return void response.writeHead(401, { "www-authenticate": challenge }).end();
  }
  if (url.pathname !== "/v2/tools/node/manifests/20") return void response.writeHead(404).end();
  if (!String(request.headers.accept).startsWith("application/vnd.oci.image.index"))
    return void response.writeHead(400).end();
  response.writeHead(200, { "docker-content-digest": DIGEST }).end(request.method === "HEAD" ? "" : MANIFEST);
};
