import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changed } from "../../../compiler/expr/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { type FactOverrides, readFacts } from "../../../runtime/facts.ts";
import { graph, pullRequest, push, script } from "../graphs.ts";
import { jobsOf } from "./reader.ts";

let folder: string;
let work: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-touched-"));
  work = join(folder, "work");
  git(folder, "init", "-q", "--bare", "-b", "main", "origin");
  // As at GitHub: a commit is handed out by its id, also where no branch has it any more.
  git(join(folder, "origin"), "config", "uploadpack.allowAnySHA1InWant", "true");
  git(folder, "clone", "-q", "origin", "work");
  git(work, "checkout", "-q", "-b", "main");
  commit("first.txt");
  git(work, "push", "-q", "-u", "origin", "main");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "advice.detachedHead=false"];
  return execFileSync("git", [...identity, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

/** A commit that changes one file. */
function commit(path: string, content = path): string {
  writeFileSync(join(work, path), content);
  git(work, "add", ".");
  git(work, "commit", "-qm", path);
  return head();
}

const head = () => git(work, "rev-parse", "HEAD");

/** Whether each of some files has changed, as the emitted plan job says of an event, run in a clone as its checkout makes it. */
function planned(files: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const jobs = files.map((file, index) => script(`job${index}`, { when: changed(file) }));
  const { files: emitted } = github.emit(graph(jobs, { triggers: [push(), pullRequest()] }));
  const step = jobsOf(emitted[0]?.text ?? "").plan?.steps?.find(({ id }) => id === "changed");
  const [clone, output] = [mkdtempSync(join(folder, "clone-")), join(folder, "output")];
  git(clone, "clone", "-q", `file://${join(folder, "origin")}`, ".");
  writeFileSync(output, "");
  const { status, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? "exit 9"], {
    cwd: clone,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GITHUB_OUTPUT: output,
      GITHUB_SERVER_URL: "https://github.com",
      TOKEN: "t",
      ...env,
    },
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const answers = readFileSync(output, "utf8").trim().split("\n");
  return files.filter((_, index) => answers[index]?.endsWith("=true"));
}

const local = async (overrides: FactOverrides = {}) => (await readFacts(work, overrides)).facts.changedFiles;

const ALL = ["first.txt", "a.txt", "b.txt", "c.txt", "main.txt"];
const pushed = (before: string) => ({ TARGET: "", BEFORE: before, HEAD: head() });

describe("the files that `changed` asks about", () => {
  it("are those of all commits of a push", async () => {
    const before = head();
    commit("a.txt");
    commit("b.txt");
    expect(await local()).toEqual(["a.txt", "b.txt"]);
    git(work, "push", "-q");
    expect(planned(ALL, pushed(before))).toEqual(["a.txt", "b.txt"]);
    // All is pushed: the last commit counts.
    expect(await local()).toEqual(["b.txt"]);
  });

  it("are on a merge commit those that the branch did not have", async () => {
    const before = head();
    git(work, "checkout", "-q", "-b", "fix");
    commit("a.txt");
    git(work, "checkout", "-q", "main");
    git(work, "merge", "-q", "--no-ff", "-m", "merge", "fix");
    expect(await local()).toEqual(["a.txt"]);
    git(work, "push", "-q");
    expect(await local()).toEqual(["a.txt"]);
    expect(planned(ALL, pushed(before))).toEqual(["a.txt"]);
  });

  it("are of a pull request those since it left its target branch", async () => {
    git(work, "checkout", "-q", "-b", "fix");
    commit("a.txt");
    commit("b.txt");
    const fix = head();
    git(work, "push", "-q", "-u", "origin", "fix");
    git(work, "checkout", "-q", "main");
    commit("main.txt");
    git(work, "push", "-q");
    const target = head();
    git(work, "checkout", "-q", "fix");
    expect(await local({ event: "pullRequest" })).toEqual(["a.txt", "b.txt"]);
    expect(planned(ALL, { TARGET: target, BEFORE: "", HEAD: fix })).toEqual(["a.txt", "b.txt"]);
    writeFileSync(join(work, "c.txt"), "edited");
    expect(await local({ event: "pullRequest" })).toEqual(["a.txt", "b.txt", "c.txt"]);
  });

  it("are of a push with force what differs from the commit that it replaces", async () => {
    git(work, "checkout", "-q", "-b", "fix");
    commit("a.txt");
    const before = commit("b.txt");
    git(work, "push", "-q", "-u", "origin", "fix");
    git(work, "reset", "-q", "--hard", "HEAD~1");
    commit("c.txt");
    expect(await local()).toEqual(["b.txt", "c.txt"]);
    git(work, "push", "-q", "--force");
    expect(planned(ALL, pushed(before))).toEqual(["b.txt", "c.txt"]);
  });

  it("are all, on GitHub, where the commit that a push with force replaced is gone", () => {
    expect(planned(ALL, pushed("12".repeat(20)))).toEqual(ALL);
  });

  it("are none on GitHub where there is nothing to compare with", () => {
    expect(planned(ALL, pushed("0".repeat(40)))).toEqual([]);
    expect(planned(ALL, pushed(""))).toEqual([]);
  });

  it("are those of the last commit where the target of a pull request is not known, which is said", async () => {
    git(work, "checkout", "-q", "-b", "fix");
    commit("a.txt");
    commit("b.txt");
    const request = { event: "pullRequest", pullRequest: { targetBranch: "release" } } as const;
    const { facts, unknownTarget } = await readFacts(work, request);
    expect([facts.changedFiles, unknownTarget]).toEqual([["b.txt"], "release"]);
  });

  it("are found below the top of the repository too", async () => {
    mkdirSync(join(work, "pkg"));
    commit("pkg/a.txt");
    commit("b.txt");
    expect((await readFacts(join(work, "pkg"))).facts.changedFiles).toEqual(["a.txt"]);
  });
});

describe("a detached head", () => {
  it("is said to be on nothing, unless somebody says what the push is of", async () => {
    git(work, "checkout", "-q", "--detach");
    expect((await readFacts(work)).detached).toBe(true);
    expect((await readFacts(work, { branch: "main" })).detached).toBeUndefined();
    expect((await readFacts(work, { event: "pullRequest" })).detached).toBeUndefined();
    git(work, "checkout", "-q", "main");
    expect((await readFacts(work)).detached).toBeUndefined();
  });
});
