import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type DockerOptions, dockerExecutor } from "../../../../runtime/executors/docker/index.ts";
import { run } from "../../../../runtime/index.ts";
import { type Alteration, alteredEngine } from "../../../engine/altered.ts";
import { describeDocker, docker, expectNothingLeft, uniqueName } from "../../../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../../graphs.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-trees-"));
const root = join(folder, "it's a root");
mkdirSync(join(root, "deep"), { recursive: true });
writeFileSync(join(root, "deep", "file's name.txt"), "a file\n");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isTree = (body: Record<string, unknown>) => String(body.Name).endsWith("-tree");

/** Engines that mount another tree than the one they are asked for, and report no error. */
const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  "ignores the options of volumes": {
    asks: (path, body) => (path.endsWith("/volumes/create") ? { ...body, DriverOpts: {} } : body),
  },
  "ignores the options of volumes, and answers with them": {
    asks: (path, body) => (path.endsWith("/volumes/create") ? { ...body, DriverOpts: {} } : body),
    answers: (path, answer, body) =>
      path.endsWith("/volumes/create") && isTree(body) ? { ...answer, Options: body.DriverOpts } : answer,
  },
  "refuses volumes with options": {
    asks: (path, body) =>
      path.endsWith("/volumes/create") && isTree(body) ? { ...body, Driver: "no-such-driver" } : body,
  },
};

/** As the second, and what is unpacked into a container does not arrive. */
const SHOWS_NOTHING: Alteration = {
  ...ALTERATIONS["ignores the options of volumes, and answers with them"],
  ignores: (method, url) => method === "PUT" && /\/archive\?/.test(url) && /workspace/.test(url),
};

describeDocker("the tree of a job", ({ socketPath, images }) => {
  async function seen(alteration: Alteration, image: string, options: DockerOptions = {}) {
    const place = mkdtempSync(join(folder, "engine-"));
    const { address, close } = await alteredEngine({ socketPath, folder: place }, alteration);
    onTestFinished(close);
    const lines: string[] = [];
    const jobs = ["a", "b"].map((id) =>
      scriptJob(id, {
        image: { kind: "registry", reference: image },
        steps: [step("", { run: { kind: "exec", argv: ["cat", "deep/file's name.txt"] } })],
      }),
    );
    const outcome = await run(graphOf(...jobs), {
      ...{ root, facts, secrets: () => undefined, concurrency: 1 },
      executor: dockerExecutor({ address, folder: join(place, "cache"), ...options }),
      reporter(event) {
        if (event.type === "log") lines.push(event.line);
      },
    });
    await expectNothingLeft(outcome.run);
    return { outcome, lines };
  }

  /** An image without a shell, which nobody can ask what it sees. */
  async function imageWithoutShell(): Promise<string> {
    const container = await docker().createContainer({ Image: images.busybox, Cmd: ["rm", "/bin/sh"] });
    await container.start();
    await container.wait();
    const repo = uniqueName("no-shell");
    await container.commit({ repo, tag: "1" });
    await container.remove();
    onTestFinished(() => docker().getImage(`${repo}:1`).remove());
    return `${repo}:1`;
  }

  describe.each(Object.keys(ALTERATIONS))("on an engine that %s", (name) => {
    it.each(["a shell", "no shell"])("is the source tree, in an image with %s", async (kind) => {
      const image = kind === "a shell" ? images.busybox : await imageWithoutShell();
      const { outcome, lines } = await seen(ALTERATIONS[name] as Alteration, image);
      expect(outcome.diagnostics).toEqual([]);
      expect(lines).toEqual(["a file", "a file"]);
      expect(outcome.status).toBe("succeeded");
    });
  });

  it.each(["a shell", "no shell"])("is missed before the first step of a job in an image with %s", async (kind) => {
    const image = kind === "a shell" ? images.busybox : await imageWithoutShell();
    const { outcome, lines } = await seen(SHOWS_NOTHING, image);
    expect(lines).toEqual([]);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.diagnostics[0]).toMatchObject({
      code: "WB4019",
      message: "the Docker Engine shows a a working directory without the source tree: deep/file's name.txt is missing",
      at: { file: "pipeline.ts" },
    });
  });

  it("may begin with a link that leads nowhere", async () => {
    const place = mkdtempSync(join(folder, "link-"));
    symlinkSync("nowhere", join(place, "a"));
    const outcome = await run(graphOf(scriptJob("a", { steps: [step("test -L a")] })), {
      ...{ root: place, facts, secrets: () => undefined, reporter() {} },
      executor: dockerExecutor({ address: `unix://${socketPath}`, folder: join(folder, "cache") }),
    });
    expect(outcome.status).toBe("succeeded");
  });
});
