import { execFileSync } from "node:child_process";
import { appendFile, link, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Parser } from "tar";
import { expect, it, onTestFinished } from "vitest";
import { contextStream } from "../../../runtime/delivery/build/context.ts";
import { buildTree } from "../../../runtime/tree/build-tree.ts";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "waybill-context-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  await writeFile(join(made, "Dockerfile"), "FROM scratch\n");
  return made;
}

async function entries(bytes: Buffer) {
  const found: { path: string; type: string; size: number }[] = [];
  const parser = new Parser({
    onReadEntry(entry) {
      found.push({ path: entry.path, type: entry.type, size: entry.size });
      entry.resume();
    },
  });
  await new Promise<void>((settle) => parser.on("end", settle).end(bytes));
  return found;
}

const context = (root: string) => contextStream({ folder: root, dockerfile: "Dockerfile", time: 0 });

it("sends a file with several names under each of them, whatever lies between", async () => {
  const root = await folder();
  await mkdir(join(root, "s"));
  for (const name of ["h", "n", "t"]) await writeFile(join(root, "s", name), `${name}\n`);
  await link(join(root, "s", "h"), join(root, "s", "r"));
  await link(join(root, "s", "h"), join(root, "s", "z"));
  const files = (await entries(await buffer(await context(root)))).filter(({ type }) => type === "File");
  expect(files.map(({ path, size }) => `${path} ${size}`)).toEqual([
    ...["Dockerfile 13", "s/h 2", "s/n 2", "s/r 2", "s/t 2", "s/z 2"],
  ]);
});

it("leaves out sockets and pipes", async () => {
  const root = await folder();
  execFileSync("mkfifo", [join(root, "pipe")]);
  const server = createServer().listen(join(root, "socket"));
  await new Promise((settle) => server.once("listening", settle));
  onTestFinished(() => void server.close());
  expect((await entries(await buffer(await context(root)))).map(({ path }) => path)).toEqual(["Dockerfile"]);
});

it("sends a file at the size that it has when it is opened, and reports one that becomes shorter", async () => {
  const root = await folder();
  const file = join(root, "log");
  await writeFile(file, Buffer.alloc(8 << 20, "x"));
  const read = async (change: () => Promise<void>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of await context(root)) {
      if (chunks.length === 5) await change();
      chunks.push(chunk as Buffer);
    }
    return entries(Buffer.concat(chunks));
  };
  expect((await read(() => appendFile(file, "more"))).at(-1)).toMatchObject({ path: "log", size: 8 << 20 });
  await expect(read(() => truncate(file, 1 << 20))).rejects.toMatchObject({ diagnostics: [{ code: "WB5064" }] });
});

it("copies for a build what git knows of its context, as it is at that moment", async () => {
  const root = await folder();
  const run = await folder();
  execFileSync("git", ["init", "-q"], { cwd: root });
  await mkdir(join(root, "app"));
  await writeFile(join(root, ".gitignore"), ".env\ndist\n");
  for (const name of [".env", "dist", "price"]) await writeFile(join(root, "app", name), "1");
  const copy = await buildTree({ root, folder: run, contexts: ["app"] });
  await writeFile(join(root, "app", "price"), "2");
  expect(await readdir(copy)).toEqual(["app"]);
  expect(await readdir(join(copy, "app"))).toEqual(["price"]);
  const whole = await buildTree({ root, folder: join(run, "other"), contexts: ["."] });
  expect((await readdir(whole)).sort()).toEqual([".gitignore", "Dockerfile", "app"]);
});
