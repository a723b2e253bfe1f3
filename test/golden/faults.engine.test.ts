import { expect, it } from "vitest";
import { folderWith, HELLO } from "../cli/folder.ts";
import { waybill } from "../cli/waybill.ts";
import { describeDocker, runningEngine } from "../engine/index.ts";
import { expectFault } from "./golden.ts";

// What lies outside the pipeline's text. The faults of a delivery are shown by the tests of test/e2e, which make them.

it("shows that there is no such file", async () => {
  const cwd = await folderWith(HELLO);
  const { exitCode, stdout, stderr } = await waybill(["check", "nope.ts"], { cwd });
  expectFault("missing-file", stdout + stderr, { [cwd]: "/project" });
  expect(exitCode).toBe(2);
});

it("shows that no engine answers, with both remedies", async () => {
  const cwd = await folderWith(HELLO);
  const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
  const { exitCode, stdout, stderr } = await waybill(["run", "pipeline.ts"], { cwd, env });
  expectFault("no-engine", stdout + stderr);
  expect(exitCode).toBe(3);
});

describeDocker("on Docker", () => {
  it("shows that an image cannot be pulled", async () => {
    const cwd = await folderWith(HELLO.replace("busybox:1.36", "127.0.0.1:1/nothing:1"));
    const env = { DOCKER_HOST: `unix://${runningEngine().socketPath}` };
    const { exitCode, stdout, stderr } = await waybill(["run", "pipeline.ts"], { cwd, env });
    expectFault("image-not-pulled", stdout + stderr);
    expect(exitCode).toBe(3);
  });
});
