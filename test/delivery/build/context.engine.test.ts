import { execFile } from "node:child_process";
import { rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import Docker from "dockerode";
import { Parser } from "tar";
import { describe, expect, it } from "vitest";
import { contextStream, includedEntries } from "../../../runtime/delivery/build/context.ts";
import { readIgnoreFile } from "../../../runtime/delivery/build/ignore-pattern.ts";
import { describeDocker, runningEngine, uniqueName } from "../../engine/index.ts";
import { folderOf } from "../request.ts";

const files = {
  Dockerfile: "FROM scratch\n",
  "a.txt": "a",
  "b.log": "b",
  "node_modules/x/index.js": "x",
  "node_modules/keep/index.js": "keep",
  "deep/er/c.log": "c",
  "deep/er/d.txt": "d",
  ".hidden/e": "e",
};

async function paths(folder: string, patterns: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const read = readIgnoreFile(patterns.join("\n"));
  for await (const { path } of includedEntries(folder, "patterns" in read ? read.patterns : [])) found.push(path);
  return found.sort();
}

async function included(patterns: readonly string[]): Promise<string[]> {
  return paths(await folderOf(files), patterns);
}

describe("the build context", () => {
  it("is everything, hidden files too, where nothing is ignored", async () => {
    expect(await included([])).toEqual(
      [
        ...Object.keys(files),
        "node_modules",
        "node_modules/x",
        "node_modules/keep",
        "deep",
        "deep/er",
        ".hidden",
      ].sort(),
    );
  });

  it("leaves out what .dockerignore names, and takes exceptions back in", async () => {
    const found = await included(["**/*.log", "node_modules", "!node_modules/keep"]);
    expect(found).toContain("node_modules/keep/index.js");
    expect(found).toContain("deep/er/d.txt");
    expect(found).not.toContain("node_modules/x/index.js");
    expect(found).not.toContain("b.log");
    expect(found).not.toContain("deep/er/c.log");
  });

  it("matches names from the context's root only, unlike .gitignore", async () => {
    expect(await included(["*.log"])).toContain("deep/er/c.log");
  });

  const entries = async (folder: string, dockerfile = "Dockerfile") => {
    const found: { path: string; mtime: number | undefined; uid: number | undefined; link: string | undefined }[] = [];
    const parser = new Parser({
      onReadEntry(entry) {
        const { path, mtime, uid, linkpath } = entry;
        found.push({ path: path.replace(/\/$/, ""), mtime: mtime?.getTime(), uid, link: linkpath });
        entry.resume();
      },
    });
    parser.end(await buffer(await contextStream({ folder, dockerfile, time: 1_700_000_000 })));
    return found;
  };

  it("keeps the Dockerfile though it is ignored, and reads an ignore file that stands beside it first", async () => {
    const folder = await folderOf({
      ...files,
      ".dockerignore": "*\n",
      "app.df": "FROM scratch\n",
      "app.df.dockerignore": "a.txt\n*.df\n",
    });
    expect((await entries(folder)).map(({ path }) => path)).toEqual(["Dockerfile"]);
    const other = (await entries(folder, "app.df")).map(({ path }) => path);
    expect(other).toContain("app.df");
    expect(other).toContain("b.log");
    expect(other).not.toContain("a.txt");
  });

  it("gives the same bytes for the same files, whenever they were written, and keeps links as links", async () => {
    const [one, two] = [await folderOf(files), await folderOf(files)];
    await Promise.all([one, two].map((folder) => symlink("a.txt", join(folder, "link"))));
    const bytes = (folder: string) =>
      contextStream({ folder, dockerfile: "Dockerfile", time: 1_700_000_000 }).then(buffer);
    expect((await bytes(one)).equals(await bytes(two))).toBe(true);
    const link = (await entries(one)).find(({ path }) => path === "link");
    expect(link).toMatchObject({ link: "a.txt", mtime: 1_700_000_000_000, uid: 0 });
  });

  it("is not held in memory", async () => {
    const folder = await folderOf({ Dockerfile: "FROM scratch\n" });
    await writeFile(join(folder, "big"), "");
    await truncate(join(folder, "big"), 1024 * 1024 * 1024);
    let bytes = 0;
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    for await (const chunk of await contextStream({ folder, dockerfile: "Dockerfile", time: 0 })) {
      bytes += (chunk as Buffer).length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    await rm(folder, { recursive: true });
    expect(bytes).toBeGreaterThan(1024 * 1024 * 1024);
    // What has been sent and not yet been collected counts too.
    expect(most).toBeLessThan(512 * 1024 * 1024);
  });

  it("ends with an error when a file cannot be read", async () => {
    const stream = contextStream({ folder: "/absent/folder", dockerfile: "Dockerfile", time: 0 });
    await expect(stream.then(buffer)).rejects.toThrow("ENOENT");
  });
});

describeDocker("the docker command", () => {
  it("ignores the same files", async () => {
    const patterns = [
      "# comment",
      "",
      "*/temp*",
      "deep/**/c.?og",
      "!deep/er/c.log",
      ".hidden/",
      "/b.log",
      "node_modules/[a-k]*",
    ];
    const folder = await folderOf({
      ...files,
      "sub/temporary": "t",
      temporary: "t",
      ".dockerignore": `${patterns.join("\n")}\n`,
      Dockerfile: "FROM scratch\nCOPY . /\n",
    });
    const tag = uniqueName("ignored");
    const engine = new Docker({ socketPath: runningEngine().socketPath });
    const env = { ...process.env, DOCKER_HOST: `unix://${runningEngine().socketPath}`, DOCKER_BUILDKIT: "0" };
    await promisify(execFile)("docker", ["build", "--quiet", "--tag", tag, folder], { env });
    const container = await engine.createContainer({ Image: tag, Cmd: ["none"] });
    const theirs = await listing(container);
    await container.remove();
    await engine.getImage(tag).remove();
    const own = await paths(
      folder,
      patterns.filter((line) => line && !line.startsWith("#")),
    );
    expect(own.filter((path) => !theirs.includes(path))).toEqual([]);
    expect(Object.keys(files).filter((path) => theirs.includes(path))).toEqual(
      Object.keys(files).filter((path) => own.includes(path)),
    );
  });
});

async function listing(container: Docker.Container): Promise<string[]> {
  const paths: string[] = [];
  const parser = new Parser({
    onReadEntry(entry) {
      paths.push(entry.path.replace(/\/$/, ""));
      entry.resume();
    },
  });
  parser.end(await buffer(await container.export()));
  return paths;
}
