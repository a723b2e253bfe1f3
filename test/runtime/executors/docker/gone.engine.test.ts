import Docker from "dockerode";
import { expect, it, onTestFinished } from "vitest";
import { imagesOf, withImage } from "../../../../runtime/executors/docker/images.ts";
import { removeRun } from "../../../../runtime/executors/docker/sweep.ts";
import { describeDocker, docker, registryAuth, runningEngine, uniqueName } from "../../../engine/index.ts";
import { scriptJob } from "../../graphs.ts";

it("says what is left on an engine that does not come back", async () => {
  const engine = new Docker({ socketPath: "/nonexistent/docker.sock" });
  const trees = { close: async () => {} } as unknown as Parameters<typeof removeRun>[0]["trees"];
  const ending = removeRun({ engine, trees, absence: 0 }, "r1", { busy: false, settled: async () => {} });
  await expect(ending).rejects.toMatchObject({
    diagnostics: [
      {
        ...{ code: "WB4040", fault: "infrastructure", remedy: expect.stringContaining("the next run on it removes") },
        message: expect.stringMatching(/^cannot remove what the run r1 created on the Docker Engine: .*ENOENT/),
      },
    ],
  });
});

describeDocker("an image", ({ images: local }) => {
  it("that vanishes between jobs is pulled again", async () => {
    const { registry } = runningEngine();
    const repo = `${registry.host}/${uniqueName("vanishing")}`;
    const reference = `${repo}:1`;
    await docker().getImage(local.busybox).tag({ repo, tag: "1" });
    const pushed = await docker().getImage(reference).push({ authconfig: registryAuth() });
    await new Promise<void>((resolve, reject) => {
      docker().modem.followProgress(pushed, (error) => (error ? reject(error) : resolve()));
    });
    // An image of its own: without it the engine would keep it under busybox's other names.
    const container = await docker().createContainer({ Image: reference, Cmd: ["true"] });
    await container.commit({ repo, tag: "2" });
    await container.remove();
    const again = await docker().getImage(`${repo}:2`).push({ authconfig: registryAuth() });
    await new Promise<void>((resolve, reject) => {
      docker().modem.followProgress(again, (error) => (error ? reject(error) : resolve()));
    });
    onTestFinished(() => docker().getImage(`${repo}:2`).remove({ force: true }));
    onTestFinished(() => docker().getImage(reference).remove());

    const images = imagesOf(docker());
    const wanted = {
      ...{ reference: `${repo}:2`, job: scriptJob("unit"), progress: () => {} },
      login: { username: registry.username, password: registry.password },
      signal: new AbortController().signal,
    };
    await images.ensure(wanted);
    await docker().getImage(`${repo}:2`).remove({ force: true });
    const made = await withImage(images, wanted, ({ id }) => docker().createContainer({ Image: id, Cmd: ["true"] }));
    expect((await made.inspect()).Config.Cmd).toEqual(["true"]);
    await made.remove();
  });
});
