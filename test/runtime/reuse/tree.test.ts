import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { inputTree } from "../../../runtime/reuse/tree.ts";

let root: string;
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "waybill-tree-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "src/deep"), { recursive: true });
  write("src/a.ts", "a");
  write("src/deep/b.ts", "b");
  write("other.txt", "x");
});
const digest = async (...globs: string[]) => (await inputTree(root).manifest(globs)).digest;

it("takes the files that a glob or a folder names, and no others", async () => {
  const paths = async (...globs: string[]) => (await inputTree(root).manifest(globs)).paths;
  expect(await paths("src")).toEqual(["src/a.ts", "src/deep/b.ts"]);
  expect(await paths("src/*.ts", "*.txt")).toEqual(["other.txt", "src/a.ts"]);
  expect(await paths("src/**/b.ts")).toEqual(["src/deep/b.ts"]);
  expect(await paths("../*", "nothing")).toEqual([]);
  expect(await paths()).toEqual([]);
});

it("changes with a file's content, name, kind and right to be run", async () => {
  const before = await digest("src");
  const seen = new Set([before]);
  write("src/a.ts", "c");
  seen.add(await digest("src"));
  write("src/new.ts", "");
  seen.add(await digest("src"));
  chmodSync(join(root, "src/new.ts"), 0o755);
  seen.add(await digest("src"));
  rmSync(join(root, "src/new.ts"));
  symlinkSync("a.ts", join(root, "src/new.ts"));
  seen.add(await digest("src"));
  rmSync(join(root, "src/new.ts"));
  symlinkSync("deep/b.ts", join(root, "src/new.ts"));
  seen.add(await digest("src"));
  expect(seen.size).toBe(6);
});

it("does not change with times, other rights, and other files", async () => {
  const before = await digest("src");
  utimesSync(join(root, "src/a.ts"), 1, 1);
  chmodSync(join(root, "src/a.ts"), 0o600);
  write("other.txt", "y");
  write("src/a.ts", "a");
  expect(await digest("src")).toBe(before);
});

it("notices what changes after it was read", async () => {
  const settled = async (change: () => void) => {
    const tree = inputTree(root);
    await tree.manifest(["src"]);
    change();
    return tree.settled(["src"]);
  };
  expect(await settled(() => {})).toBe(true);
  expect(await settled(() => write("other.txt", "z"))).toBe(true);
  expect(await settled(() => write("src/a.ts", "c"))).toBe(false);
  expect(await settled(() => write("src/later.ts", ""))).toBe(false);
  expect(await settled(() => rmSync(join(root, "src/later.ts")))).toBe(false);
  // Changed and changed back: what was read meanwhile could be either.
  expect(
    await settled(() => {
      write("src/a.ts", "d");
      write("src/a.ts", "c");
    }),
  ).toBe(false);
});
