import { expect, it } from "vitest";
import type { ContainerRestart, SwarmService } from "../../compiler/graph/model/index.ts";
import { delivery } from "../../runtime/delivery/index.ts";
import { describeDocker, docker, otherEngine, runningEngine, uniqueName } from "../engine/index.ts";
import { buildJob, buildRequest, complaint, folderOf } from "./request.ts";
import { deployRequest } from "./server.ts";

describeDocker("delivery", ({ images, registry }) => {
  const container = (more: Partial<ContainerRestart> = {}): ContainerRestart => ({
    kind: "containerRestart",
    container: uniqueName("absent"),
    deadline: 10,
    ...more,
  });

  it("builds, and knows a way to ship for each kind of destination", async () => {
    const { build, strategyFor } = delivery(docker());
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\n` });
    const { reference = "" } = (await build(buildRequest(root, buildJob()))) ?? {};
    expect(reference).toMatch(/@sha256:[0-9a-f]{64}$/);
    const swarm: SwarmService = {
      kind: "swarmService",
      service: uniqueName("absent"),
      order: "start-first",
      parallelism: 1,
      delay: 0,
      deadline: 10,
    };
    const planned = async (to: ContainerRestart | SwarmService) =>
      (await strategyFor(to)).plan(deployRequest(to, reference));
    expect((await complaint(planned(swarm))).code).toBe("WB5021");
    expect((await complaint(planned(container()))).code).toBe("WB5030");
  });

  it("ships to the engine that the destination names", async () => {
    const other = await otherEngine();
    try {
      const to = container({ engine: `unix://${other.socketPath}` });
      const strategy = await delivery(docker()).strategyFor(to);
      const failed = await complaint(strategy.plan(deployRequest(to, `${registry.host}/x@sha256:${"0".repeat(64)}`)));
      expect(failed.remedy).toContain("there is no container at all");
    } finally {
      await other.dispose();
    }
    const nowhere = container({ engine: "unix:///absent.sock" });
    expect((await complaint(delivery(docker()).strategyFor(nowhere))).code).toBe("WB4001");
  });

  it("waits for a registry in trouble as long as it is told to", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${runningEngine().images.busybox}\n` });
    const { build } = delivery(docker(), { pauses: [1, 1] });
    const failed = await complaint(build(buildRequest(root, buildJob({ repository: "127.0.0.1:1/x" }))));
    expect(failed).toMatchObject({ code: "WB5012", message: expect.stringContaining("3 attempts") });
  });
});
