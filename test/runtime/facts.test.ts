import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NO_COMMIT, readFacts } from "../../runtime/facts.ts";
import { listTree } from "../../runtime/tree/list.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "waybill-facts-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  return execFileSync("git", [...identity, "-C", root, ...args], {
    env: { ...process.env, GIT_COMMITTER_DATE: "1700000000 +0000" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
function commit(...paths: readonly string[]): void {
  for (const path of paths) writeFileSync(join(root, path), `${path}${Math.random()}`);
  git("add", ".");
  git("commit", "-qm", "a commit");
}

it("says what is checked out", async () => {
  git("init", "-q", "-b", "main");
  commit("first.txt");
  commit("second.txt", "third.txt");
  const { facts, commitTime, dirty } = await readFacts(root);
  expect(facts).toMatchObject({ event: "push", branch: "main", sha: git("rev-parse", "HEAD") });
  expect(facts.tag).toBeUndefined();
  expect(facts.changedFiles).toEqual(["second.txt", "third.txt"]);
  expect([commitTime, dirty]).toEqual([1_700_000_000, false]);
});

it("says where the repository comes from, and not who may read it there", async () => {
  git("init", "-q");
  expect((await readFacts(root)).source).toBeUndefined();
  git("remote", "add", "origin", "https://ci:token@gitlab.example.com/group/shop.git");
  expect((await readFacts(root)).source).toBe("https://gitlab.example.com/group/shop.git");
  git("remote", "set-url", "origin", "git@gitlab.example.com:group/shop.git");
  expect((await readFacts(root)).source).toBe("git@gitlab.example.com:group/shop.git");
});

it("counts what the tree has changed, also below the top of the repository", async () => {
  git("init", "-q", "-b", "main");
  mkdirSync(join(root, "packages/app"), { recursive: true });
  commit("top.txt", "packages/app/a.txt");
  writeFileSync(join(root, "packages/app/new file.txt"), "x");
  writeFileSync(join(root, "top.txt"), "changed");
  expect((await readFacts(root)).facts.changedFiles).toEqual([
    "packages/app/a.txt",
    "packages/app/new file.txt",
    "top.txt",
  ]);
  const below = await readFacts(join(root, "packages/app"));
  expect(below.facts.changedFiles).toEqual(["a.txt", "new file.txt"]);
  expect(below.dirty).toBe(true);
});

it("takes a detached head with a tag for a push of the tag", async () => {
  git("init", "-q", "-b", "main");
  commit("a.txt");
  git("tag", "v1");
  expect((await readFacts(root)).facts).toMatchObject({ branch: "main" });
  git("checkout", "-q", "v1");
  const { facts } = await readFacts(root);
  expect([facts.branch, facts.tag]).toEqual([undefined, "v1"]);
});

it("is told otherwise", async () => {
  git("init", "-q", "-b", "main");
  commit("a.txt");
  expect((await readFacts(root, { branch: "other" })).facts.branch).toBe("other");
  const tag = (await readFacts(root, { tag: "v2" })).facts;
  expect([tag.branch, tag.tag]).toEqual([undefined, "v2"]);
  const request = (await readFacts(root, { event: "pullRequest", branch: "fix" })).facts;
  expect(request.branch).toBeUndefined();
  expect(request.pullRequest).toMatchObject({ sourceBranch: "fix", targetBranch: "main", fork: false });
});

it("does without git", async () => {
  const { facts, commitTime, dirty } = await readFacts(root);
  expect(facts).toMatchObject({ event: "push", sha: NO_COMMIT, changedFiles: [] });
  expect([facts.branch, facts.tag, commitTime, dirty]).toEqual([undefined, undefined, 0, false]);
});

it("stops with git's words where there is a repository that git cannot read, and takes a tree without one as it is", async () => {
  writeFileSync(join(root, ".gitignore"), "secret.env\n");
  writeFileSync(join(root, "secret.env"), "TOKEN=1");
  expect((await listTree(root)).map(({ path }) => path)).toEqual([".gitignore", "secret.env"]);
  git("init", "-q");
  expect((await listTree(root)).map(({ path }) => path)).toEqual([".gitignore"]);
  mkdirSync(join(root, "inner"));
  writeFileSync(join(root, ".git", "index"), "broken");
  for (const ask of [() => listTree(root), () => readFacts(root), () => listTree(join(root, "inner"))]) {
    await expect(ask()).rejects.toThrow(/^WB4111: git cannot read the repository of .*: (error|fatal): .*index/);
  }
});
