import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Readiness } from "../../../compiler/graph/model/index.ts";
import { waitFor } from "../../../compiler/targets/shell/wait-for-service.ts";
import { at } from "../graphs.ts";

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(request.url === "/up?deep=1" ? 204 : request.url === "/moved" ? 302 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const onPath = (program: string) =>
  (process.env.PATH ?? "")
    .split(":")
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

const SHARED = ["sh", "cat", "head", "sleep", "timeout", "tr"];
/** What an image may have to ask with. */
const ASKING = ["curl", "bash", "nc"];
/** Where it is on this machine: the `nc` of most small images is busybox's. */
const file = (program: string) => onPath(program === "nc" ? "busybox" : program) as string;

/** Runs the wait in an image that has only these programs, as it were. */
async function waited(ready: Readiness, programs: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "waybill-wait-"));
  try {
    for (const program of [...SHARED, ...programs]) symlinkSync(file(program), join(folder, program));
    const service = { name: "web", image: { kind: "registry", reference: "x" }, env: {}, ports: [], ready } as const;
    writeFileSync(join(folder, "script"), waitFor({ ...service, location: at() }, "127.0.0.1") ?? "");
    return await new Promise<{ readonly ok: boolean; readonly stderr: string }>((resolve) =>
      execFile(join(folder, "sh"), ["-eu", join(folder, "script")], { env: { PATH: folder } }, (error, _, stderr) =>
        resolve({ ok: error === null, stderr }),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const http = (path: string): Readiness => ({ kind: "http", port, path, timeout: 1 });

describe("waiting for an answer", () => {
  it.each(ASKING)("with %s", async (program) => {
    expect(await waited(http("/up?deep=1"), [program])).toEqual({ ok: true, stderr: "" });
    expect(await waited(http("/moved"), [program])).toEqual({ ok: true, stderr: "" });
    const { ok, stderr } = await waited(http("/down"), [program]);
    expect(ok).toBe(false);
    expect(stderr).toMatch(/:\d+ has not answered well in 1 s \(HTTP\S* 503.*\)/);
  });

  it("says that it takes a program", async () => {
    const { stderr } = await waited(http("/"), []);
    expect(stderr).toBe("waiting for an answer takes curl, bash or nc\n");
  });
});

describe("waiting for a port", () => {
  it("with bash", async () => {
    expect((await waited({ kind: "tcp", port, timeout: 1 }, ["bash"])).ok).toBe(true);
    expect((await waited({ kind: "tcp", port: 1, timeout: 1 }, ["bash"])).stderr).toContain("127.0.0.1:1 has not");
  });
});
