import { chmod, utimes } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildJob } from "../../../compiler/graph/model/index.ts";
import { build } from "../../../runtime/delivery/build/build.ts";
import { digestAt } from "../../../runtime/registry/digest.ts";
import { describeDocker, docker, type OtherEngine, otherEngine, registryAuth } from "../../engine/index.ts";
import { buildJob, buildRequest, folderOf, sink } from "../request.ts";

/** How many of the two `RUN` steps were executed, by what they print. */
const printed = (text: string) => text.match(/^#\d+ executed$/gm)?.length ?? 0;
const counted = (text: string) => /(\d+) steps executed, (\d+) from the cache/.exec(text)?.slice(1).map(Number);

async function built(root: string, job: BuildJob, on = docker()) {
  const told = sink();
  const { digest } = await build(on, buildRequest(root, job, { sink: told }), []);
  const text = told.lines.join("\n");
  return { digest, text, executed: printed(text), counted: counted(text) };
}

describeDocker("an unchanged build", ({ images }) => {
  const Dockerfile = `FROM ${images.busybox}\nWORKDIR /app-${Math.random()}\nCOPY a ./\nCOPY b b\nCOPY a c\nUSER 1000\n`;
  const files = { Dockerfile, a: "a", "b/one": "1", "b/two": "2" };

  /** Whether an image tells what BuildKit knows about its cache: in an order that differs from build to build. */
  async function tellsOfCache(image: string): Promise<boolean> {
    return (await buffer(await docker().getImage(image).get())).includes("moby.buildkit.cache");
  }

  it.each(["registry", "inline", "local"] as const)(
    "has the same digest each time (%s)",
    async (layerCache) => {
      const job = buildJob({ layerCache });
      const digests = new Set<string>();
      for (let time = 0; time < 3; time++) digests.add((await built(await folderOf(files), job)).digest);
      // Another repository gets the same image, all of whose layers are there before it is built for the first time.
      digests.add((await built(await folderOf(files), buildJob({ layerCache }))).digest);
      expect(digests.size).toBe(1);
      expect(await tellsOfCache(`${job.repository}@${[...digests][0]}`)).toBe(false);
      if (layerCache !== "local") expect(await tellsOfCache(`${job.repository}:buildcache`)).toBe(true);
    },
    120_000,
  );

  it("has the same digest out of two clones of one commit, whatever their dates and rights", async () => {
    const clone = await folderOf(files);
    await chmod(join(clone, "a"), 0o664);
    await utimes(join(clone, "a"), 1, 1);
    await chmod(join(clone, "b"), 0o775);
    const [one, other] = [await built(await folderOf(files), buildJob()), await built(clone, buildJob())];
    expect(other.digest).toBe(one.digest);
  });
});

describeDocker("the first build of a repository", ({ images, registry }) => {
  const files = { Dockerfile: `FROM ${images.busybox}\nRUN echo ${Math.random()}\n` };

  it("says that there are no layers to take yet, and of no error", async () => {
    const job = buildJob({ layerCache: "registry" });
    const { text } = await built(await folderOf(files), job);
    expect(text).toMatch(/^#(\d+) importing cache manifest from \S+:buildcache$[\s\S]*^#\1 there are no layers yet$/m);
    expect(text).not.toMatch(/ERROR|not found/);
  });

  it("says why none can be taken, and goes on without", async () => {
    const away = buildJob({ layerCache: "registry" });
    const job = { ...away, repository: away.repository.replace(registry.host, "127.0.0.1:1") };
    const told = sink();
    await build(docker(), buildRequest(await folderOf(files), job, { sink: told }), []).catch(() => {});
    expect(told.lines.join("\n")).toMatch(/^#\d+ no layers can be taken from there: .*127\.0\.0\.1:1/m);
  });
});

describeDocker("an emptied engine", ({ images }) => {
  let engine: OtherEngine;
  beforeAll(async () => {
    engine = await otherEngine();
  }, 60_000);
  afterAll(() => engine.dispose());

  async function prune(): Promise<void> {
    const all = { dangling: { false: true } };
    await engine.docker.pruneImages({ filters: JSON.stringify(all) });
    await engine.docker.pruneBuilder({ all: true } as object);
    expect(await engine.docker.listImages()).toEqual([]);
  }

  /** A base image in the registry: nothing else survives. */
  async function base(job: BuildJob): Promise<string> {
    await docker().getImage(images.busybox).tag({ repo: job.repository, tag: "base" });
    const pushed = await docker().getImage(`${job.repository}:base`).push({ authconfig: registryAuth() });
    await new Promise((resolve) => docker().modem.followProgress(pushed, resolve));
    return `${job.repository}:base`;
  }

  describe.each(["registry", "inline", "local"] as const)("with layers kept as %s", (layerCache) => {
    it("executes what has changed, and what it has no layer of", async () => {
      const job = buildJob({ layerCache });
      const Dockerfile = `FROM ${await base(job)}\nRUN echo executed && echo ${Math.random()} > /1\nRUN echo executed && date +%s%N > /2\nCOPY a.txt /a.txt\n`;
      const same = await folderOf({ Dockerfile, "a.txt": "a" });
      const changed = await folderOf({ Dockerfile, "a.txt": "b" });
      const first = await built(same, job, engine.docker);
      expect(first).toMatchObject({ executed: 2, counted: [3, 0] });
      await prune();
      const last = await built(changed, job, engine.docker);
      expect(last).toMatchObject(
        layerCache === "local" ? { executed: 2, counted: [3, 0] } : { executed: 0, counted: [1, 2] },
      );
      await prune();
      const again = await built(changed, job, engine.docker);
      expect(again).toMatchObject(
        layerCache === "local" ? { executed: 2, counted: [3, 0] } : { executed: 0, counted: [0, 3] },
      );
      // Other layers, where they were made anew: a step wrote the time.
      expect(again.digest === last.digest).toBe(layerCache !== "local");
      const kept = await digestAt(docker(), `${job.repository}:buildcache`, registryAuth());
      expect(kept === undefined).toBe(layerCache === "local");
      expect(kept).not.toBe(last.digest);
    }, 120_000);
  });
});
