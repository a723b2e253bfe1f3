import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Docker from "dockerode";
import { expect, it, onTestFinished } from "vitest";
import type { BuildJob } from "../../../compiler/graph/model/index.ts";
import { build } from "../../../runtime/delivery/build/build.ts";
import { delivery } from "../../../runtime/delivery/index.ts";
import { digestAt } from "../../../runtime/registry/digest.ts";
import { describeDocker, docker, registryAuth, uniqueName } from "../../engine/index.ts";
import { buildJob, buildRequest, complaint, folderOf, place, sink } from "../request.ts";

describeDocker("building an image", ({ images, registry }) => {
  const three = `FROM ${images.busybox}\nRUN echo first > /1\nRUN echo second > /2\nCOPY a.txt /a.txt\n`;

  async function lines(root: string, job: BuildJob, more: Parameters<typeof buildRequest>[2] = {}, on = docker()) {
    const told = sink();
    const built = await build(on, buildRequest(root, job, { sink: told, ...more }), []);
    return { built, text: told.lines.join("\n") };
  }
  const account = (text: string) => /(\d+) steps executed, (\d+) from the cache/.exec(text)?.slice(1).map(Number);

  it("tags the image with what its run is of, and refuses a branch that means something else", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nRUN echo tagged\n` });
    const job = buildJob({ tagFrom: ["branch", "version", "latest"] });
    const { digest } = await build(docker(), buildRequest(root, job, { tag: "v2.3.4" }), []);
    const branch = await build(docker(), buildRequest(root, job, { branch: "fix/it" }), []);
    expect(branch.digest).toBe(digest);
    for (const tag of ["2.3.4", "2.3", "2", "latest", "fix-it"]) {
      expect(await digestAt(docker(), `${job.repository}:${tag}`, registryAuth()), tag).toBe(digest);
    }
    const failed = await complaint(build(docker(), buildRequest(root, job, { branch: "1.0" }), []));
    expect(failed).toMatchObject({ code: "WB5060", at: place });
    expect(failed.message).toBe(
      "cannot tag the image of `app` with the branch `1.0`: the tag 1.0 would be taken for a version",
    );
    expect(failed.remedy).toBe("rename the branch, or remove tagFrom.branch");
  });

  it("builds, pushes all tags, and knows the image by the registry's digest", async () => {
    const root = await folderOf({ Dockerfile: three, "a.txt": "a" });
    const job = buildJob({ tags: ["latest"] });
    const { built, text } = await lines(root, job, { source: "https://example.com/shop" });
    expect(built.reference).toBe(`${job.repository}@${built.digest}`);
    for (const tag of ["0123456789abcdef0123456789abcdef01234567", "latest"]) {
      const held = await docker().getImage(`${job.repository}:${tag}`).distribution({ authconfig: registryAuth() });
      expect((held as { Descriptor: { digest: string } }).Descriptor.digest).toBe(built.digest);
    }
    const { Config } = await docker().getImage(built.reference).inspect();
    expect(Config.Labels).toMatchObject({
      "org.opencontainers.image.revision": "0123456789abcdef0123456789abcdef01234567",
      "org.opencontainers.image.created": "2023-11-14T22:13:20.000Z",
      "org.opencontainers.image.source": "https://example.com/shop",
    });
    expect(text).toMatch(/^#\d+ \[2\/4\] RUN echo first > \/1$/m);
    expect(text).toMatch(/^#\d+ DONE \d+\.\ds$/m);
  });

  it("shows each step's output as it comes", async () => {
    const root = await folderOf({
      Dockerfile: `FROM ${images.busybox}\nRUN printf 'one\\ntwo'; echo aside >&2; echo ${Math.random()} > /new\n`,
    });
    const { text } = await lines(root, buildJob());
    const number = /^#(\d+) \[2\/2\]/m.exec(text)?.[1];
    for (const line of ["one", "two", "aside"]) expect(text).toContain(`\n#${number} ${line}\n`);
  });

  it("executes no step the second time, and only the changed last step the third", async () => {
    const root = await folderOf({ Dockerfile: three.replace("first", String(Math.random())), "a.txt": "a" });
    const job = buildJob();
    const first = await lines(root, job);
    expect(account(first.text)).toEqual([3, 0]);
    const second = await lines(root, job);
    expect(account(second.text)).toEqual([0, 3]);
    expect(second.built).toEqual(first.built);
    const changed = await folderOf({
      Dockerfile: (await import("node:fs")).readFileSync(`${root}/Dockerfile`, "utf8"),
      "a.txt": "b",
    });
    expect(account((await lines(changed, job)).text)).toEqual([1, 2]);
  });

  it("hands secrets to the step that asks for them, and keeps them out of every layer", async () => {
    const secret = `hush-${Math.random()}`;
    const root = await folderOf({
      Dockerfile: `FROM ${images.busybox}\nRUN --mount=type=secret,id=token sha256sum < /run/secrets/token | cut -c1-64 > /proof; echo ${Math.random()} > /new; sleep 2\n`,
    });
    const job = buildJob({ secrets: { token: { kind: "secret", name: "TOKEN" } } });
    const { built } = await lines(root, job, { secrets: { token: secret } });
    const saved = await docker().getImage(built.reference).get();
    const chunks: Buffer[] = [];
    for await (const chunk of saved as AsyncIterable<Buffer>) chunks.push(chunk);
    const tar = Buffer.concat(chunks);
    const { createHash } = await import("node:crypto");
    expect(tar.includes(createHash("sha256").update(secret).digest("hex"))).toBe(true);
    expect(tar.includes(secret)).toBe(false);
  });

  it("passes arguments and the target on", async () => {
    const root = await folderOf({
      "build/Dockerfile.app": `FROM ${images.busybox} AS base\nARG COLOR\nRUN echo $COLOR > /color\nFROM base AS wanted\nENV STAGE=wanted\nFROM base\nENV STAGE=last\n`,
    });
    const job = buildJob({
      context: "build",
      dockerfile: "Dockerfile.app",
      target: "wanted",
      args: { COLOR: { kind: "literal", value: "red" } },
    });
    const { built } = await lines(root, job);
    expect((await docker().getImage(built.reference).inspect()).Config.Env).toContain("STAGE=wanted");
  });

  it("labels the image as the job says, and tags it with what its templates give", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\n` });
    const job = buildJob({ labels: { "com.example.team": { kind: "literal", value: "shop" } } });
    const { built, text } = await lines(root, job, { templateTags: ["pr-7"] });
    expect((await docker().getImage(built.reference).inspect()).Config.Labels).toMatchObject({
      "com.example.team": "shop",
      "org.opencontainers.image.revision": expect.any(String),
    });
    expect(text).toContain(`pushing ${job.repository}:pr-7`);
    const failed = await complaint(build(docker(), buildRequest(root, job, { templateTags: ["buildcache"] }), []));
    expect([failed.code, failed.message]).toEqual([
      "WB5070",
      "`buildcache` cannot be a tag of the image of `app`: it holds the layers of earlier builds",
    ]);
  });

  it("leaves an image in the engine that is not to be pushed", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\n` });
    const job = buildJob({ push: false, repository: `127.0.0.1:1/${uniqueName("local")}` });
    const request = buildRequest(root, job);
    const [shown, name] = [sink(), `${job.repository}:${request.commit}`];
    expect(await delivery(docker()).build({ ...request, sink: shown })).toBeUndefined();
    const { Id } = await docker().getImage(name).inspect();
    expect(shown.lines.at(-1)).toBe(`the image ${Id} is not pushed: the engine has it as ${name}`);
    await docker().getImage(name).remove();
  });

  it("is the user's failure at a line of the Dockerfile when a step fails", async () => {
    const root = await folderOf({
      Dockerfile: `FROM ${images.busybox}\n\nRUN true && \\\n    true\nRUN echo why; exit 9\n`,
    });
    const told = sink();
    // That the registry has no layers yet is not why.
    const job = buildJob({ layerCache: "registry" });
    const failed = await complaint(build(docker(), buildRequest(root, job, { sink: told }), []));
    expect(failed).toMatchObject({ code: "WB5003", fault: "pipeline", at: { file: "Dockerfile", line: 5 } });
    expect(failed.message).toContain("[3/3] RUN echo why; exit 9");
    expect(failed.message).toContain("9");
    expect(failed.related?.[0]?.at).toMatchObject({ file: "pipeline.ts", line: 3 });
    expect(told.lines.some((line) => line.endsWith("why"))).toBe(true);
  });

  it.each([
    ["a file that is not in the context", "FROM BASE\nCOPY absent.txt /\n", "WB5003", 2],
    ["an unknown instruction", "FROM BASE\nFETCH x\n", "WB5004", 2],
    ["a base image that cannot be had", "FROM HOST/absent:1\nRUN true\n", "WB5005", 1],
  ])("points at %s", async (_, source, code, line) => {
    const root = await folderOf({ Dockerfile: source.replace("BASE", images.busybox).replace("HOST", registry.host) });
    const failed = await complaint(build(docker(), buildRequest(root, buildJob()), []));
    expect(failed).toMatchObject({ code, at: { file: "Dockerfile", line } });
  });

  it("names the stages there are when the target is none of them", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox} AS one\nFROM one AS two\n` });
    const failed = await complaint(build(docker(), buildRequest(root, buildJob({ target: "three" })), []));
    expect(failed).toMatchObject({ code: "WB5009", remedy: expect.stringContaining("one, two") });
  });

  it.each([
    [{ dockerfile: "Absent" }, "WB5001"],
    [{ context: "absent" }, "WB5002"],
    [{ context: ".." }, "WB5002"],
    [{ platforms: ["linux/amd64", "linux/arm64"] }, "WB5007"],
  ] as const)("refuses %j", async (wrong, code) => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nRUN true ${Math.random()}\n` });
    const failed = await complaint(build(docker(), buildRequest(root, buildJob(wrong)), []));
    expect(failed).toMatchObject({
      code,
      at: expect.objectContaining({ file: expect.stringMatching(/pipeline.ts|Dockerfile/) }),
    });
  });

  it("refuses a platform whose programs the engine cannot run", async () => {
    const Dockerfile = `FROM --platform=$BUILDPLATFORM ${images.busybox} AS maker
RUN printf '\\177ELF of another machine' > /program && chmod +x /program
FROM scratch
COPY --from=maker /program /
RUN ["/program"]
`;
    const root = await folderOf({ Dockerfile });
    const failed = await complaint(build(docker(), buildRequest(root, buildJob({ platforms: ["linux/s390x"] })), []));
    expect(failed).toMatchObject({ code: "WB5007", fault: "pipeline", at: { file: "Dockerfile", line: 5 } });
    expect(failed.message).toContain("linux/s390x");
  });

  it("stops when the run is cancelled", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nRUN sleep 100 # ${Math.random()}\n` });
    const cancelled = new AbortController();
    const told = sink((line) => line.includes("RUN sleep") && cancelled.abort());
    await expect(
      build(docker(), buildRequest(root, buildJob(), { sink: told, signal: cancelled.signal }), []),
    ).rejects.toThrow();
  });

  it("falls back to the classic builder on an engine without BuildKit, and says so", async () => {
    const engine = docker();
    const version = await engine.version();
    engine.version = (async () => ({ ...version, ApiVersion: "1.38" })) as typeof engine.version;
    const root = await folderOf({ Dockerfile: three, "a.txt": "a" });
    const { built, text } = await lines(root, buildJob(), {}, engine);
    expect(built.digest).toMatch(/^sha256:/);
    expect(text).toContain("the classic builder is used");
    expect(text).toContain("Step 2/");
    const secret = buildJob({ secrets: { token: { kind: "secret", name: "TOKEN" } } });
    expect((await complaint(build(engine, buildRequest(root, secret), []))).code).toBe("WB5008");
  });

  it("blames the engine when the build breaks off", async () => {
    const server = createServer((asked, answer) => {
      if (asked.url?.startsWith("/version"))
        return void answer.end(JSON.stringify({ ApiVersion: "1.41", Os: "linux" }));
      if (asked.url?.startsWith("/build")) return void answer.writeHead(200).end();
      asked.socket.destroy();
    });
    server.on("upgrade", (_, socket) =>
      socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const root = await folderOf({ Dockerfile: three, "a.txt": "a" });
    const failed = await complaint(build(new Docker({ host: "127.0.0.1", port }), buildRequest(root, buildJob()), []));
    expect(failed).toMatchObject({ code: "WB5006", fault: "infrastructure" });
  });
});
