import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Artifacts } from "../../../compiler/graph/model/index.ts";
import { downloads, uploads } from "../../../compiler/targets/github/artifacts.ts";
import { outputStep } from "../../../compiler/targets/github/script.ts";
import { gate, graph, script } from "../graphs.ts";
import { runShell, SHELLS } from "../shell/shells.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-github-"));
  for (const path of ["out/a.txt", "out/b.log", "out/tmp/c.txt", "out/deep/er/d.txt", "a b/e.txt", "out/.hidden"]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path, { mode: 0o755 });
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(argv: readonly string[], text: unknown, more: Readonly<Record<string, string>> = {}) {
  const env = { RUNNER_TEMP: join(folder, "temp"), GITHUB_OUTPUT: join(folder, "output"), ...more };
  mkdirSync(env.RUNNER_TEMP, { recursive: true });
  return runShell(argv, `set -eu\n${text}`, { cwd: folder, env });
}

/** Files that the emitted step packs. */
function packed(argv: readonly string[], paths: readonly string[], exclude: readonly string[] = []) {
  const artifacts: Artifacts = { paths, exclude, on: "success", retentionDays: 1, junit: [] };
  const step = uploads("unit", artifacts)[0];
  rmSync(join(folder, "output"), { force: true });
  expect(run(argv, step?.run)).toMatchObject({ status: 0 });
  const archive = readFileSync(join(folder, "output"), "utf8").trim().replace("archive=", "");
  const list = spawnSync("tar", ["-tf", archive], { encoding: "utf8" }).stdout.split("\n");
  return list
    .filter((path) => path && !path.endsWith("/"))
    .map((path) => path.replace(/^\.\//, ""))
    .sort();
}

// Debian's busybox has a tar that takes no list of files; Alpine's and the official image's do.
describe.each(SHELLS.filter(([name]) => name !== "busybox"))("artifacts on GitHub under %s", (_, argv) => {
  it("are the files named, folders with all that is in them", () => {
    expect(packed(argv, ["out/a.txt", "a b"])).toEqual(["a b/e.txt", "out/a.txt"]);
  });

  it("are what globs match, without what is excluded", () => {
    expect(packed(argv, ["out/*.txt"])).toEqual(["out/a.txt"]);
    expect(packed(argv, ["out/**/*.txt"], ["out/tmp"])).toEqual(["out/a.txt", "out/deep/er/d.txt"]);
    expect(packed(argv, ["out", "**/e.txt"], ["**/*.txt"])).toEqual(["out/.hidden", "out/b.log"]);
  });

  it("may be missing", () => {
    expect(packed(argv, ["out/a.txt", "nowhere"])).toEqual(["out/a.txt"]);
    expect(packed(argv, ["nowhere"])).toEqual([]);
    expect(packed(argv, ["no/**"])).toEqual([]);
  });

  it("come back with their modes", () => {
    packed(argv, ["out/a.txt"]);
    mkdirSync(join(folder, ".waybill/unit"), { recursive: true });
    spawnSync("cp", ["temp/artifacts.tar", ".waybill/unit/artifacts.tar"], { cwd: folder });
    rmSync(join(folder, "out"), { recursive: true });
    const consumer = script("b", { needs: [gate("unit", true)] });
    const unpack = downloads(consumer, graph([script("unit"), consumer])).at(-1);
    expect(run(argv, unpack?.run)).toMatchObject({ status: 0 });
    expect(spawnSync("ls", ["-l", "out/a.txt"], { cwd: folder, encoding: "utf8" }).stdout).toMatch(/^-rwxr-xr-x/);
    expect(spawnSync("ls", ["-A"], { cwd: folder, encoding: "utf8" }).stdout).not.toContain(".waybill");
  });

  it("and outputs: only those declared, the last value of each", () => {
    const file = join(folder, "set");
    writeFileSync(file, "version=1\nother=2\nversion=3 = $x\nname<<E\nE\n");
    const [step] = outputStep(script("a", { outputs: ["version", "name"] }));
    expect(run(argv, step?.run, { WAYBILL_OUTPUT: file }).status).toBe(0);
    expect(readFileSync(join(folder, "output"), "utf8")).toBe("version=1\nversion=3 = $x\nname<<E\n\nE\n");
    expect(run(argv, step?.run, { WAYBILL_OUTPUT: join(folder, "none") }).status).toBe(0);
  });
});
