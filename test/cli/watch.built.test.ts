import { spawn } from "node:child_process";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { folderWith } from "./folder.ts";
import { command } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const image = "busybox:1.36";
const unit = job("unit", { image, inputs: ["src"], steps: [sh\`echo "it holds $(cat src/a.txt)"\`] });
const docs = job("docs", { image, inputs: ["docs"], steps: [sh\`echo "written $(cat docs/b.txt)"\`] });

export default pipeline("app", { on: [push()], jobs: [unit, docs] });
`;

/** A repository with the pipeline, and the environment for its runs. */
async function place() {
  const cwd = await folderWith(PIPELINE);
  const outside = await folderWith("");
  for (const [path, text] of [
    ["src/a.txt", "one"],
    ["docs/b.txt", "text"],
    ["out/c.txt", ""],
    [".gitignore", "out\nlater\n"],
  ] as const) {
    await mkdir(join(cwd, path, ".."), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  await execa("git", ["init", "-q", "-b", "main"], { cwd });
  const env = { ...process.env, XDG_STATE_HOME: join(outside, "s"), WAYBILL_CACHE: join(outside, "c"), NO_COLOR: "1" };
  return { cwd, env };
}

it("starts no run for what the runs write, and for what git ignores by now", async () => {
  const { cwd, env } = await place();
  const log = join(cwd, "watch.log");
  const file = await open(log, "w");
  const options = ["--executor", "host", "--artifacts", "kept", "--no-cache"];
  const child = spawn(process.execPath, [command, "watch", ...options], {
    cwd,
    env,
    stdio: ["ignore", file.fd, file.fd],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await file.close();
  const seen = () => readFile(log, "utf8");
  await expect.poll(seen).toMatch(/it holds one[\s\S]*succeeded in /);
  await mkdir(join(cwd, "later"));
  await writeFile(join(cwd, "later/d.txt"), "ignored, and made after the watch began");
  await mkdir(join(cwd, "kept/unit"), { recursive: true });
  await writeFile(join(cwd, "kept/unit/e.txt"), "as a run writes it");
  await writeFile(join(cwd, "src/a.txt"), "two");
  await expect.poll(seen).toMatch(/it holds two[\s\S]*succeeded in /);
  await writeFile(join(cwd, "docs/b.txt"), "more");
  await expect.poll(seen).toMatch(/written more[\s\S]*succeeded in /);
  expect((await seen()).match(/^changed: .*$/gm)).toEqual(["changed: src/a.txt", "changed: docs/b.txt"]);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});

it("runs again what a saved file affects, and passes over what git ignores", async () => {
  const { cwd, env } = await place();
  const child = spawn(process.execPath, [command, "watch", "--executor", "host"], { cwd, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let seen = "";
  child.stdout.on("data", (chunk) => {
    seen += chunk;
  });
  await expect.poll(() => seen).toMatch(/it holds one[\s\S]*succeeded in /);
  await writeFile(join(cwd, "out/c.txt"), "ignored");
  await writeFile(join(cwd, "src/a.txt"), "two");
  await expect.poll(() => seen).toMatch(/changed: src\/a.txt\n[\s\S]*it holds two[\s\S]*1 succeeded, 1 cached/);
  expect(seen).not.toContain("out/c.txt");
  expect(seen.match(/written text/g)).toHaveLength(2);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});
