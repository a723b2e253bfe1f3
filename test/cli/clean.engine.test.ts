import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { labelsOf } from "../../runtime/executors/docker/labels.ts";
import { ownerOf } from "../../runtime/store/owner.ts";
import { openStore } from "../../runtime/store/store.ts";
import { makeLocalImage } from "../../scripts/local-image.mjs";
import { describeDocker, expectNothingLeft, otherEngine, uniqueName } from "../engine/index.ts";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

const NOWHERE = "unix:///nonexistent/docker.sock";

async function world() {
  const folder = await folderWith(HELLO);
  const env = {
    ...{ WAYBILL_CACHE: join(folder, "runs-cache"), XDG_CACHE_HOME: join(folder, "xdg"), DOCKER_HOST: NOWHERE },
    // No snapshot of the checker is made here while the test looks.
    CI: "true",
  };
  const clean = (...args: string[]) => waybill(["clean", ...args], { cwd: folder, env });
  const store = openStore({ folder: join(env.WAYBILL_CACHE, "store") });
  return { folder, env, clean, store };
}

/** The same process number at another time: whoever made it is gone. */
const gone = () => `${ownerOf()}0`;

describe("waybill clean", () => {
  it("removes folders of dead runs without an engine, and says that it left the engine alone", async () => {
    const { env, clean } = await world();
    await mkdir(join(env.WAYBILL_CACHE, "runs/dead"), { recursive: true });
    await writeFile(join(env.WAYBILL_CACHE, "runs/dead/owner"), gone());
    const { exitCode, stdout, stderr } = await clean();
    expect(stderr).toMatch(/^the Docker Engine was not cleaned: .*there is no such socket/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^removed 1 folder of runs/) });
  });

  it("removes results, caches, compilations and folders of dead runs without an engine, once", async () => {
    const { folder, env, clean, store } = await world();
    await waybill(["check", "pipeline.ts"], { cwd: folder, env });
    const checker = join(env.XDG_CACHE_HOME, "waybill/checker");
    await mkdir(checker, { recursive: true });
    await writeFile(join(checker, "one.snapshot"), "");
    await store.blobs.keepText("content");
    await store.entries.write("caches/aa/bb/1-2", {});
    for (const [name, owner] of [
      ["dead", gone()],
      ["living", ownerOf()],
    ] as const) {
      await mkdir(join(env.WAYBILL_CACHE, "runs", name), { recursive: true });
      await writeFile(join(env.WAYBILL_CACHE, "runs", name, "owner"), owner);
    }
    await mkdir(join(env.WAYBILL_CACHE, "trees/one/tree"), { recursive: true });
    await writeFile(join(env.WAYBILL_CACHE, "trees/one/tree/file"), "");
    const told = await clean("--cache", "--dry-run");
    expect(told.stderr).toMatch(/^the Docker Engine was not cleaned: .*there is no such socket/);
    const lines = [
      "would remove 1 folder of runs that are gone (4 KiB)",
      expect.stringMatching(/^would remove 2 files of results and caches in .*\/store \(8 KiB\)$/),
      expect.stringMatching(/^would remove 3 files of compilations in .*\/waybill \(.*\)$/),
      expect.stringMatching(/^would remove 1 file of the prepared type checker in .*\/waybill\/checker \(0 bytes\)$/),
      expect.stringMatching(/^would remove 1 snapshot of source trees in .*\/trees \(4 KiB\)$/),
      expect.stringMatching(/^this would free [\d.]+ KiB$/),
    ];
    expect(told.stdout.split("\n")).toEqual(lines);
    expect((await store.holds()).files).toBe(2);

    const done = await clean("--cache");
    expect(done.exitCode).toBe(0);
    expect(done.stdout.split("\n")).toHaveLength(6);
    expect(done.stdout).toMatch(/^removed 1 folder .*\nfreed [\d.]+ KiB$/s);
    expect(await store.holds()).toEqual({ files: 0, bytes: 0 });
    expect(await readdir(join(env.WAYBILL_CACHE, "runs"))).toEqual(["living"]);
    expect((await readdir(join(folder, "xdg/waybill"), { withFileTypes: true })).filter((one) => one.isFile())).toEqual(
      [],
    );
    expect((await clean("--cache")).stdout).toBe("there is nothing to remove");
    expect(existsSync(join(folder, "pipeline.ts"))).toBe(true);
  });
});

describeDocker("waybill clean on an engine", () => {
  it("removes what dead runs have left, and nothing of a living one", async () => {
    const { env, folder } = await world();
    // Of its own: other tests have dead runs too.
    const engine = await otherEngine();
    onTestFinished(() => engine.dispose());
    const { docker, socketPath } = engine;
    await makeLocalImage(docker, { kind: "busybox", tag: "busybox:local" });
    const [dead, living] = [uniqueName("dead"), uniqueName("living")];
    const labels = { "dev.waybill.run": dead, "dev.waybill.owner": gone() };
    await docker.createVolume({ Name: dead, Labels: labels });
    await docker.createNetwork({ Name: dead, Labels: labels });
    await docker.createContainer({ Image: "busybox:local", Cmd: ["true"], Labels: labels });
    await docker.createVolume({ Name: living, Labels: labelsOf(living) });
    const clean = (...args: string[]) =>
      waybill(["clean", ...args], { cwd: folder, env: { ...env, DOCKER_HOST: `unix://${socketPath}` } });
    expect((await clean("--dry-run")).stdout).toMatch(/^would remove .*1 container.*1 network.*1 volume/);
    expect((await docker.getVolume(dead).inspect()).Name).toBe(dead);
    const { exitCode, stdout } = await clean();
    expect(stdout).toMatch(/^removed 1 container, 1 network, 1 volume of runs that are gone \(.*\)\nfreed /);
    expect(exitCode).toBe(0);
    await expectNothingLeft(dead, docker);
    expect((await docker.getVolume(living).inspect()).Name).toBe(living);
  });
});
