import { afterEach, beforeEach, expect, it } from "vitest";
import { describeDocker, docker, expectNothingLeft, otherEngine, registryAuth, uniqueName } from "./index.ts";

/** Runs a command to its end, and gives its output and exit code. */
async function run(image: string, command: readonly string[], user = "root") {
  const container = await docker().createContainer({ Image: image, Cmd: [...command], User: user });
  try {
    await container.start();
    const { StatusCode } = await container.wait();
    const output = await container.logs({ stdout: true, stderr: true });
    return { code: StatusCode, output: withoutFrames(output).trim() };
  } finally {
    await container.remove({ force: true });
  }
}

/** The engine cuts output into frames: eight bytes, the last four of which are the length, and the text. */
function withoutFrames(log: Buffer): string {
  let text = "";
  for (let at = 0; at < log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    text += log.toString("utf8", at + 8, end);
    at = end;
  }
  return text;
}

/** Pushes an image and gives the error that the registry answered with, if any. */
async function push(reference: string, password: string): Promise<string | undefined> {
  const progress = await docker()
    .getImage(reference)
    .push({ authconfig: { ...registryAuth(), password } });
  return new Promise((resolve, reject) => {
    docker().modem.followProgress(progress, (error, events: { error?: string }[] | null) => {
      if (error && !("error" in error)) reject(error);
      else resolve(error?.message ?? events?.find((event) => event.error)?.error);
    });
  });
}

describeDocker("the test engine's images", ({ images }) => {
  it.each([
    ["busybox", images.busybox, ["sh", "-c", "id -un; ls -ld /tmp | cut -c1-10"], "app\ndrwxrwxrwt"],
    ["node", images.node, ["node", "-e", "console.log(1 + 1)"], "2"],
    ["npm", images.node, ["sh", "-c", "npm --version | grep -c '[.]'"], "1"],
    ["python", images.python, ["python3", "-c", "import json, unittest; print(json.dumps([1]))"], "[1]"],
  ])("%s runs", async (_, image, command, expected) => {
    expect(await run(image, command, "app")).toEqual({ code: 0, output: expected });
  });

  it.each(["busybox:1.36", "node:20", "python:3.11"])("%s stands in for the published one", async (tag) => {
    expect((await docker().getImage(tag).inspect()).RepoTags).toContain(tag);
  });
});

describeDocker("the test engine's registry", ({ images, registry }) => {
  let repository: string;

  beforeEach(async () => {
    repository = `${registry.host}/${uniqueName("push")}`;
    await docker().getImage(images.busybox).tag({ repo: repository, tag: "1" });
  });
  afterEach(async () => {
    await docker().getImage(`${repository}:1`).remove();
  });

  it("takes an image for the password", async () => {
    expect(await push(`${repository}:1`, registry.password)).toBeUndefined();
    const [path] = repository.split("/").slice(-1);
    const authorization = `Basic ${btoa(`${registry.username}:${registry.password}`)}`;
    const answer = await fetch(`http://${registry.host}/v2/${path}/tags/list`, { headers: { authorization } });
    expect(await answer.json()).toEqual({ name: path, tags: ["1"] });
  });

  it("refuses a wrong password", async () => {
    expect(await push(`${repository}:1`, "wrong")).toMatch(/unauthorized|no basic auth/);
  });
});

describeDocker("the test engine's Swarm", () => {
  it("has this engine as its only node, and manager", async () => {
    const { Swarm } = await docker().info();
    expect(Swarm).toMatchObject({ LocalNodeState: "active", ControlAvailable: true, Nodes: 1 });
  });
});

describeDocker("what a run leaves", ({ images }) => {
  it("is found by its label", async () => {
    const runId = uniqueName("run");
    const Labels = { "dev.waybill.run": runId };
    const container = await docker().createContainer({ Image: images.busybox, Labels });
    const network = await docker().createNetwork({ Name: uniqueName("network"), Labels });
    const volume = uniqueName("volume");
    await docker().createVolume({ Name: volume, Labels });
    const complaint = await expectNothingLeft(runId).catch(String);
    await Promise.all([container.remove(), network.remove(), docker().getVolume(volume).remove()]);

    expect(complaint).toContain("volume volume-");
    expect(complaint).toContain("network network-");
    expect(complaint).toContain(`(created, ${images.busybox})`);
    await expectNothingLeft(runId);
  });
});

describeDocker("another engine", ({ registry, images }) => {
  it("is empty, and reaches the same registry", async () => {
    const repository = `${registry.host}/${uniqueName("moved")}`;
    await docker().getImage(images.busybox).tag({ repo: repository, tag: "1" });
    await push(`${repository}:1`, registry.password);
    await docker().getImage(`${repository}:1`).remove();

    const other = await otherEngine();
    try {
      expect(await other.docker.listImages()).toEqual([]);
      const pull = await other.docker.pull(`${repository}:1`, { authconfig: registryAuth() });
      await new Promise((resolve, reject) => {
        other.docker.modem.followProgress(pull, (error, events) => (error ? reject(error) : resolve(events)));
      });
      expect(await other.docker.listImages()).toHaveLength(1);
      expect((await docker().info()).ID).not.toBe((await other.docker.info()).ID);
    } finally {
      await other.dispose();
    }
    await expect(other.docker.ping()).rejects.toThrow();
  });
});
