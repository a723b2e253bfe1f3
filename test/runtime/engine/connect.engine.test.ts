import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { findEndpoint } from "../../../runtime/engine/address.ts";
import { connect } from "../../../runtime/engine/connect.ts";
import { folderWith, HELLO } from "../../cli/folder.ts";
import { complaint, folderOf } from "../../delivery/request.ts";
import { describeDocker, runningEngine } from "../../engine/index.ts";
import { repository } from "../../repository.ts";

async function settings(current: string | undefined, host = "tcp://engine.example.com:2376"): Promise<string> {
  const id = createHash("sha256").update("remote").digest("hex");
  return folderOf({
    "config.json": JSON.stringify(current ? { currentContext: current } : {}),
    [`contexts/meta/${id}/meta.json`]: JSON.stringify({
      Name: "remote",
      Endpoints: { docker: { Host: host, SkipTLSVerify: true } },
    }),
    [`contexts/tls/${id}/docker/ca.pem`]: "ca",
  });
}

describe("the address of the engine", () => {
  it("is the one given, else DOCKER_HOST", () => {
    expect(findEndpoint("ssh://me@host", { DOCKER_HOST: "unix:///x" })).toEqual({ address: "ssh://me@host" });
    expect(findEndpoint(undefined, { DOCKER_HOST: "unix:///x" })).toEqual({ address: "unix:///x" });
    expect(findEndpoint("host:2375", {})).toEqual({ address: "tcp://host:2375" });
  });

  it("is that of the current context, with its certificates", async () => {
    const DOCKER_CONFIG = await settings("remote");
    const found = findEndpoint(undefined, { DOCKER_CONFIG });
    expect(found).toEqual({ address: "tcp://engine.example.com:2376", tls: { verify: false, ca: Buffer.from("ca") } });
    expect(findEndpoint(undefined, { DOCKER_CONFIG, DOCKER_HOST: "unix:///x" }).address).toBe("unix:///x");
    expect(() => findEndpoint(undefined, { DOCKER_CONFIG, DOCKER_CONTEXT: "absent" })).toThrow("absent does not exist");
  });

  it("is the system's socket otherwise", async () => {
    for (const current of [undefined, "default"]) {
      const found = findEndpoint(undefined, { DOCKER_CONFIG: await settings(current) });
      expect(found.address).toMatch(/docker\.sock$|docker_engine$/);
    }
  });

  it("takes certificates from DOCKER_CERT_PATH, and verifies when asked to", async () => {
    const DOCKER_CERT_PATH = await folderOf({ "ca.pem": "ca", "cert.pem": "cert", "key.pem": "key" });
    const tls = findEndpoint("tcp://host:2376", { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH }).tls;
    expect(tls).toEqual({ verify: true, ca: Buffer.from("ca"), cert: Buffer.from("cert"), key: Buffer.from("key") });
  });
});

describe("the client library", () => {
  it("is loaded without gRPC and SSH", async () => {
    const folder = await folderWith(HELLO);
    const { stderr } = await execa(
      process.execPath,
      ["--import", LOADED, join(repository, "dist/cli.js"), "run", "pipeline.ts"],
      { cwd: folder, env: { DOCKER_HOST: "unix:///absent/docker.sock" }, reject: false },
    );
    expect(stderr).toContain("WB4001");
    expect(stderr).toMatch(/^LOADED .*docker-modem/m);
    expect(stderr).not.toMatch(/^LOADED .*(@grpc|ssh2)/m);
  });
});

/** Tells, when the process ends, which packages it has loaded by `require`. */
const LOADED = `data:text/javascript,${encodeURIComponent(`
  process.on("exit", () => {
    const { createRequire } = process.getBuiltinModule("node:module");
    const files = Object.keys(createRequire(${JSON.stringify(`${repository}/package.json`)}).cache);
    const names = files.map((file) => /.*node_modules.((?:@[^/]+.)?[^/]+)/.exec(file)?.[1]);
    console.error("LOADED " + [...new Set(names)].join(" "));
  });`)}`;

describe("connecting to an engine", () => {
  it.each([
    ["unix:///absent/docker.sock", "no such socket"],
    ["tcp://127.0.0.1:1", "nothing listens"],
    ["carrier-pigeon://x", "begin with unix://"],
    [`unix://${homedir()}`, ""],
  ])("tells why %s does not answer", async (address, reason) => {
    const failed = await complaint(connect(address));
    expect(failed).toMatchObject({ code: "WB4001", fault: "infrastructure", message: expect.stringContaining(reason) });
    expect(failed.message).toContain(address);
  });

  it("speaks to an engine over TCP", async () => {
    const server = createServer((_, answer) => answer.end("OK"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
});

describeDocker("connecting to the real engine", () => {
  it("answers to what Docker answers", async () => {
    const engine = await connect(`unix://${runningEngine().socketPath}`);
    expect(await engine.version()).toHaveProperty("ApiVersion");
  });
});
