import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { run } from "./attempt.ts";

let top: string;
let root: string;
const identity = ["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "protocol.file.allow=always"];
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-C", root, ...identity, ...args], { encoding: "utf8" });

/** A repository with a tag, an edit, a staged file and one that git does not know. */
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "waybill-repository-"));
  const remove = top;
  onTestFinished(() => rmSync(remove, { recursive: true, force: true }));
  root = join(top, "root");
  mkdirSync(join(root, "deep"), { recursive: true });
  git("init", "-q", "-b", "main");
  writeFileSync(join(root, "deep", "same.txt"), "same\n");
  writeFileSync(join(root, "edited.txt"), "before\n");
  symlinkSync("edited.txt", join(root, "link"));
  writeFileSync(join(root, ".gitignore"), "ignored\n");
  git("add", ".");
  git("commit", "-qm", "first");
  git("tag", "-a", "v1.2.0", "-m", "a release");
  git("commit", "-q", "--allow-empty", "-m", "second");
  git("remote", "add", "origin", "https://me:secret@example.com/repo.git");
});

const edit = () => {
  writeFileSync(join(root, "edited.txt"), "after\n");
  writeFileSync(join(root, "staged.txt"), "staged\n");
  git("add", "staged.txt");
  writeFileSync(join(root, "unknown.txt"), "unknown\n");
  writeFileSync(join(root, "ignored"), "ignored\n");
};
const inJob = async (script: string) => {
  const { failure, output } = await run(root, join(top, "cache"), script);
  expect(failure, output).toBeUndefined();
  return output;
};
const files = () =>
  readdirSync(join(root, ".git"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${readFileSync(path, "base64")}`);

const QUESTIONS = `git describe --always --long; git log --format=%s; git diff --name-only
git diff --cached --name-only; git status --porcelain; git symbolic-ref -q HEAD || git rev-parse HEAD; git tag; git branch --format='%(refname)'`;

describe("the repository of a job", () => {
  it("answers as the user's does, with edits as edits", async () => {
    edit();
    const outside = execFileSync("sh", ["-c", QUESTIONS], { cwd: root, encoding: "utf8" });
    expect(outside).toContain("v1.2.0-1-g");
    expect(await inJob(QUESTIONS)).toBe(outside);
  });

  it("has no edits where the user has none, also for commands that compare no content", async () => {
    expect(await inJob("git diff-files --name-only; git status --porcelain; git diff --exit-code")).toBe("");
  });

  it("is the top of the job's own tree, with no remotes and no logins", async () => {
    const output = await inJob(
      '[ "$(git rev-parse --show-toplevel)" = "$PWD" ] && git config --list --local; grep -r secret .git || true',
    );
    expect(output).not.toMatch(/remote|secret|user\./);
  });

  it("takes what the job commits, packs and throws away, and the user's stays as it is", async () => {
    edit();
    const before = files();
    const script = `git ${identity.join(" ")} commit -qam "in the job" && git log --format=%s -1 && git reset -q --hard HEAD~2 &&
      git tag mine && git branch other && git gc -q && git clean -ffdxq && git describe`;
    expect(await inJob(script)).toBe("in the job\nv1.2.0\n");
    expect(files()).toEqual(before);
    expect(readFileSync(join(root, "edited.txt"), "utf8")).toBe("after\n");
  });

  it.each(["a further working tree", "a shallow clone", "a detached HEAD", "a repository without a commit", "SHA-256"])(
    "is there too for %s",
    async (kind) => {
      const other = join(top, "other");
      if (kind === "a further working tree") git("worktree", "add", "-q", other, "-b", "side");
      if (kind === "a shallow clone") git("clone", "-q", "--depth", "1", "--no-local", `file://${root}`, other);
      if (kind === "a detached HEAD") git("clone", "-q", ".", other);
      if (kind === "a repository without a commit") git("init", "-q", "-b", "main", other);
      if (kind === "SHA-256") git("init", "-q", "-b", "main", "--object-format=sha256", other);
      root = other;
      if (kind === "a detached HEAD") git("checkout", "-q", "HEAD~1");
      writeFileSync(join(root, "new.txt"), "new\n");
      if (kind === "SHA-256") git("add", ".");
      if (kind === "SHA-256") git("commit", "-qm", "first");
      const ask = "git log --format=%s 2>&1 || true; git status --porcelain; git rev-parse --is-shallow-repository";
      expect(await inJob(ask)).toBe(execFileSync("sh", ["-c", ask], { cwd: root, encoding: "utf8" }));
    },
  );

  it("is not there where the sources are a folder inside a repository", async () => {
    root = join(root, "deep");
    expect(await inJob("git status 2>/dev/null || echo none")).toBe("none\n");
  });
});
