import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { run } from "./attempt.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-processes-"));
  const remove = folder;
  onTestFinished(() => rmSync(remove, { recursive: true, force: true }));
});

/** Whether a process runs that has this text among its arguments. */
function runs(text: string): boolean {
  return readdirSync("/proc").some((pid) => {
    const file = `/proc/${pid}/cmdline`;
    return /^\d+$/.test(pid) && existsSync(file) && readFileSync(file, "latin1").includes(text);
  });
}

const onLinux = it.runIf(process.platform === "linux");

onLinux("ends with its steps, also where a process in a session of its own still holds the output", async () => {
  const begun = performance.now();
  const noise = "while :; do echo noise; sleep 0.05; done # 31.4159";
  const { failure, output } = await run(
    folder,
    join(folder, "cache"),
    `setsid sh -c '${noise}' & echo started; sleep 0.3`,
  );
  expect(failure).toBeUndefined();
  expect(output).toContain("started\n");
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(runs("31.4159")).toBe(false);
});

onLinux.each([
  ["works elsewhere", "cd / && setsid sleep 271.828"],
  ["has another environment", "setsid env -i sleep 271.828"],
])("leaves no process behind that %s", async (_, command) => {
  await run(folder, join(folder, "cache"), `(${command}) >/dev/null 2>&1 & sleep 0.3`);
  expect(runs("271.828")).toBe(false);
});

it("has a home folder of its own, which is gone with the job", async () => {
  const name = `.waybill-test-${process.pid}`;
  const { failure, output } = await run(
    folder,
    join(folder, "cache"),
    `echo "$HOME"; echo x > ~/${name}; cat "$HOME/${name}"`,
  );
  expect(failure).toBeUndefined();
  const [home = "", content] = output.split("\n");
  expect(content).toBe("x");
  expect(home.startsWith(join(folder, "cache"))).toBe(true);
  expect(existsSync(home)).toBe(false);
  expect(existsSync(join(homedir(), name))).toBe(false);
});
