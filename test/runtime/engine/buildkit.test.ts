import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Docker from "dockerode";
import { expect, it, onTestFinished } from "vitest";
import { hasBuildKit } from "../../../runtime/engine/buildkit.ts";

async function engineOf(version: object): Promise<Docker> {
  const server = createServer((_, answer) => answer.writeHead(200).end(JSON.stringify(version)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return new Docker({ protocol: "http", host: "127.0.0.1", port: (server.address() as AddressInfo).port });
}

// Recorded, as far as it is read.
it.each([
  ["Docker 26.1", { ApiVersion: "1.45", Os: "linux", Components: [{ Name: "Engine" }] }, true],
  ["Docker 18.06", { ApiVersion: "1.38", Os: "linux", Components: [{ Name: "Engine" }] }, false],
  ["Docker 28.5 of Windows", { ApiVersion: "1.51", Os: "windows", Components: [{ Name: "Engine" }] }, false],
  ["Podman 5.4", { ApiVersion: "1.41", Os: "linux", Components: [{ Name: "Podman Engine" }] }, false],
])("knows whether %s builds with BuildKit", async (_, version, expected) => {
  expect(await hasBuildKit(await engineOf(version))).toBe(expected);
});
