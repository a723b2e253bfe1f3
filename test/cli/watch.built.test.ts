import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
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

it("runs again what a saved file affects, and passes over what git ignores", async () => {
  const cwd = await folderWith(PIPELINE);
  const outside = await folderWith("");
  for (const [path, text] of [
    ["src/a.txt", "one"],
    ["docs/b.txt", "text"],
    ["out/c.txt", ""],
    [".gitignore", "out\n"],
  ] as const) {
    await mkdir(join(cwd, path, ".."), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  await execa("git", ["init", "-q", "-b", "main"], { cwd });
  const env = { ...process.env, XDG_STATE_HOME: join(outside, "s"), WAYBILL_CACHE: join(outside, "c"), NO_COLOR: "1" };
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
