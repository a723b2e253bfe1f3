import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { expect, it, onTestFinished } from "vitest";
import { push } from "../../../runtime/registry/push.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An engine that answers a push as Docker 26.1 with the containerd image store does: recorded there. Podman has no `/distribution`. */
async function recordedEngine(component: string): Promise<{ readonly engine: Docker; readonly pushes: () => number }> {
  let pushes = 0;
  const server = createServer((request, answer) => {
    request.resume();
    if (request.url?.includes("/version")) {
      answer.writeHead(200).end(JSON.stringify({ Components: [{ Name: component }] }));
      return;
    }
    if (component !== "Engine" && request.url?.includes("/distribution/")) {
      answer.writeHead(404, { "content-type": "text/plain" }).end("Not Found\n");
      return;
    }
    if (request.url?.includes("/distribution/")) {
      if (pushes === 0) {
        answer.writeHead(404, { "content-type": "application/json" }).end('{"message":"manifest unknown"}');
      } else answer.writeHead(200).end(JSON.stringify({ Descriptor: { digest: DIGEST } }));
      return;
    }
    pushes += 1;
    const lines = [
      { status: "The push refers to repository [registry.example.com/shop]" },
      { status: "Pushed", progressDetail: {}, id: "95b7fdc5592b" },
      { status: `v1: digest: ${DIGEST} size: 855` },
    ];
    answer.writeHead(200).end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(""));
  });
  const socketPath = join(tmpdir(), `waybill-push-${randomUUID()}.sock`);
  await new Promise<void>((listening) => server.listen(socketPath, listening));
  onTestFinished(() => void server.close());
  return { engine: new Docker({ socketPath }), pushes: () => pushes };
}

it("reads the digest from the status where the engine states it nowhere else", async () => {
  const { engine, pushes } = await recordedEngine("Engine");
  const lines: string[] = [];
  const digest = await push(engine, {
    access: { repository: "registry.example.com/shop", auth: undefined, login: undefined },
    ...{ tag: "v1", pauses: [1, 1], signal: new AbortController().signal },
    sink: { line: (_, text) => void lines.push(text), progress() {} },
  });
  expect(digest).toBe(DIGEST);
  expect(pushes()).toBe(1);
  expect(lines).toEqual(["pushing registry.example.com/shop:v1"]);
});

it("takes the digest that the push states where the engine cannot ask the registry", async () => {
  const { engine, pushes } = await recordedEngine("Podman Engine");
  const lines: string[] = [];
  const digest = await push(engine, {
    access: { repository: "registry.example.com/shop", auth: undefined, login: undefined },
    ...{ tag: "v1", pauses: [1, 1], signal: new AbortController().signal },
    sink: { line: (_, text) => void lines.push(text), progress() {} },
  });
  expect([digest, pushes()]).toEqual([DIGEST, 1]);
  expect(lines.at(-1)).toBe(`this engine cannot ask the registry what it holds: ${DIGEST} is what the push has stated`);
});
