import { rm } from "node:fs/promises";
import Docker from "dockerode";
import { expect, it, onTestFinished } from "vitest";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { build } from "../../../runtime/delivery/build/build.ts";
import { buildWithBuildKit } from "../../../runtime/delivery/build/builder.ts";
import { contextStream } from "../../../runtime/delivery/build/context.ts";
import { alteredEngine } from "../../engine/altered.ts";
import { describeDocker, docker, runningEngine, uniqueName } from "../../engine/index.ts";
import { buildJob, buildRequest, complaint, folderOf, sink } from "../request.ts";

describeDocker("a context that the builder pulls", ({ images }) => {
  it("is not the body of the request", async () => {
    const folder = await folderOf({});
    const builds: string[] = [];
    const { address, close } = await alteredEngine(
      { socketPath: runningEngine().socketPath, folder },
      {
        ignores(method, url) {
          if (method === "POST" && /^\/(v[\d.]+\/)?build\?/.test(url)) builds.push(url);
          return false;
        },
      },
    );
    onTestFinished(close);
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nCOPY . /all\n`, a: "a" });
    const engine = new Docker({ socketPath: address.slice("unix://".length) });
    await build(engine, buildRequest(root, buildJob()), []);
    const remotes = builds.map((url) => new URL(url, "http://engine").searchParams.get("remote"));
    expect(remotes).toEqual([expect.stringMatching(/^http:\/\/buildkit-session\/[-0-9a-f]{36}$/)]);
  });

  it("is that of its own build where several are built at once", async () => {
    const version = uniqueName("version");
    const names = ["one", "two", "three"].map((name) => `${name}-${version}`);
    const texts = await Promise.all(
      names.map(async (name) => {
        const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nCOPY name /\nRUN cat /name\n`, name });
        const lines = sink();
        await build(docker(), buildRequest(root, buildJob(), { sink: lines }), []);
        return lines.lines.join("\n");
      }),
    );
    for (const [index, name] of names.entries()) expect(texts[index]).toContain(`${name}\n`);
  });

  it("that cannot be packed ends the build with the reason", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nCOPY . /all\n`, big: "x".repeat(1 << 20) });
    const request = buildRequest(root, buildJob());
    const broken = async () => {
      const stream = await contextStream({ folder: root, dockerfile: "Dockerfile", time: 0 });
      let sent = 0;
      stream.on("data", (chunk: Buffer) => {
        sent += chunk.length;
        if (sent > 500_000) stream.destroy(new DiagnosticError(diagnostic("WB5064", { path: "big" })));
      });
      return stream;
    };
    const services = { secret: () => undefined, credentials: async () => undefined };
    const builder = { engine: docker(), request, context: broken, purpose: "image" } as const;
    expect(await complaint(buildWithBuildKit(builder, services))).toMatchObject({ code: "WB5064" });
    await rm(root, { recursive: true });
    const gone = () => contextStream({ folder: root, dockerfile: "Dockerfile", time: 0 });
    await expect(buildWithBuildKit({ ...builder, context: gone }, services)).rejects.toThrow("ENOENT");
  });
});
