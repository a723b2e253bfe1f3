import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { list } from "tar";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { copyTree } from "../../../runtime/tree/copy.ts";
import { listTree } from "../../../runtime/tree/list.ts";
import { packTree } from "../../../runtime/tree/pack.ts";

let root: string;
let to: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "waybill-tree-"));
  to = mkdtempSync(join(tmpdir(), "waybill-copy-"));
});
afterEach(() => {
  for (const folder of [root, to]) rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
function git(folder: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"];
  execFileSync("git", [...identity, "-C", folder, ...args], { stdio: "ignore" });
}
const paths = async () => (await listTree(root)).map(({ path }) => path);

it("lists what git tracks and what it would, and neither what it ignores nor its own files", async () => {
  git(root, "init", "-q");
  put(".gitignore", "ignored\n*.log\n");
  put("tracked.txt");
  put("gone.txt");
  put("deep/new file.txt");
  put("ignored/x");
  put("a.log");
  git(root, "add", "tracked.txt", "gone.txt");
  rmSync(join(root, "gone.txt"));
  expect(await paths()).toEqual([".gitignore", "deep/new file.txt", "tracked.txt"]);
});

it("reads the repository of the tree, whatever repository a git hook names in the environment", async () => {
  git(root, "init", "-q");
  put("tracked.txt");
  git(to, "init", "-q");
  writeFileSync(join(to, "other.txt"), "x");
  git(to, "add", ".");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  vi.stubEnv("GIT_DIR", join(to, ".git"));
  vi.stubEnv("GIT_WORK_TREE", to);
  vi.stubEnv("GIT_INDEX_FILE", join(to, ".git", "index"));
  expect(await paths()).toEqual(["tracked.txt"]);
});

it("lists what is in submodules and in repositories inside this one", async () => {
  const other = mkdtempSync(join(tmpdir(), "waybill-sub-"));
  try {
    git(other, "init", "-q");
    writeFileSync(join(other, "in-submodule.txt"), "x");
    git(other, "add", ".");
    git(other, "commit", "-qm", "one");
    git(root, "init", "-q");
    git(root, "submodule", "add", "-q", other, "sub");
    put("nested/own.txt");
    git(join(root, "nested"), "init", "-q");
    mkdirSync(join(root, "empty"));
    expect(await paths()).toEqual([".gitmodules", "nested/own.txt", "sub/in-submodule.txt"]);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

it("lists everything without git, empty folders too", async () => {
  put("a.txt");
  put(".git/config");
  mkdirSync(join(root, "empty/inner"), { recursive: true });
  expect(await paths()).toEqual(["a.txt", "empty/inner"]);
});

it("copies files with the modes that git gives them, where only their owner works with them", async () => {
  put("bin/run.sh", "#!/bin/sh\n");
  chmodSync(join(root, "bin/run.sh"), 0o775);
  put("data.txt", "one");
  chmodSync(join(root, "data.txt"), 0o664);
  await copyTree(root, await listTree(root), to, "owner");
  const mode = (path: string) => statSync(join(to, path)).mode & 0o777;
  expect([mode("."), mode("bin"), mode("bin/run.sh"), mode("data.txt")]).toEqual([0o755, 0o755, 0o755, 0o644]);
});

it("copies files that everyone may change, links, and nothing of the original", async () => {
  put("bin/run.sh", "#!/bin/sh\n");
  chmodSync(join(root, "bin/run.sh"), 0o700);
  put("data.txt", "one");
  chmodSync(join(root, "data.txt"), 0o600);
  symlinkSync("data.txt", join(root, "link"));
  symlinkSync(join(root, "bin"), join(root, "absolute"));
  symlinkSync("/etc/hosts", join(root, "outside"));
  await copyTree(root, await listTree(root), to);
  const mode = (path: string) => statSync(join(to, path)).mode & 0o777;
  expect([mode("."), mode("bin"), mode("bin/run.sh"), mode("data.txt")]).toEqual([0o777, 0o777, 0o777, 0o666]);
  expect(readlinkSync(join(to, "link"))).toBe("data.txt");
  expect(readlinkSync(join(to, "absolute"))).toBe("bin");
  expect(readlinkSync(join(to, "outside"))).toBe("/etc/hosts");
  writeFileSync(join(to, "data.txt"), "two");
  expect(readFileSync(join(root, "data.txt"), "utf8")).toBe("one");
});

it("packs the same as a tar stream, long names included", async () => {
  const long = `${"folder-".repeat(15)}/${"näme-".repeat(20)}.txt`;
  put(long, "content");
  put("empty.txt", "");
  put("big.bin", "x".repeat(100_000));
  symlinkSync("empty.txt", join(root, "link"));
  const seen: Record<string, string> = {};
  const reading: Promise<void>[] = [];
  const stream = packTree(root, await listTree(root));
  const parser = list({
    onReadEntry(entry) {
      const kind = `${entry.type} ${(entry.mode ?? 0).toString(8)}`;
      reading.push(
        text(entry).then((content) => {
          seen[entry.path] = `${kind} ${entry.linkpath || content.length}`;
        }),
      );
    },
  });
  await new Promise((resolve, reject) => {
    parser.on("end", resolve).on("error", reject);
    stream.on("error", reject);
    stream.pipe(parser as unknown as NodeJS.WritableStream);
  });
  await Promise.all(reading);
  expect(seen).toEqual({
    "./": "Directory 777 0",
    [`${dirname(long)}/`]: "Directory 777 0",
    [long]: "File 666 7",
    "empty.txt": "File 666 0",
    "big.bin": "File 666 100000",
    link: "SymbolicLink 777 empty.txt",
  });
});
