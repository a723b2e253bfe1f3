import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hostExecutor } from "../../../../runtime/executors/host/index.ts";
import { run } from "./attempt.ts";

const EDITED = "alias ll\nunsaved\n";

/** A repository with an edit that is not committed, and below it an ordinary folder with a pipeline's sources. */
async function outerRepository() {
  const outer = await mkdtemp(join(tmpdir(), "waybill-outer-"));
  onTestFinished(() => rm(outer, { recursive: true, force: true }));
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", outer, ...args], { encoding: "utf8" });
  git("init", "-q", "-b", "main");
  await writeFile(join(outer, ".bashrc"), "alias ll\n");
  git("add", ".");
  git("-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "-qm", "dotfiles");
  await writeFile(join(outer, ".bashrc"), EDITED);
  const root = join(outer, "sources");
  await mkdir(join(root, "sub"), { recursive: true });
  await writeFile(join(root, "sub", "file"), "source\n");
  return { outer, root, commits: () => git("log", "--format=%s").trim().split("\n") };
}

/** What would find the repository above in one way or another; all of them change it or read it. */
const COMMANDS: readonly string[] = [
  "git reset -q --hard",
  "git -c user.name=ci -c user.email=ci@example.com commit -q -am bump",
  "cd sub && git reset -q --hard",
  "cd .. && git reset -q --hard",
  "cd ../.. && git reset -q --hard",
  "cd ../../.. && git reset -q --hard",
  'cd "$TMPDIR" && git reset -q --hard',
  'env -i PATH="$PATH" git reset -q --hard',
  'cd sub && env -i PATH="$PATH" git reset -q --hard',
  'env -i PATH="$PATH" git -C .. reset -q --hard',
  'cd ../../.. && env -i PATH="$PATH" git reset -q --hard',
  "unset GIT_CEILING_DIRECTORIES; git reset -q --hard",
  "git checkout -q -- .",
  "git stash -q",
  "git clean -ffdxq",
  "git rev-parse --show-toplevel",
];

describe("git in a job of the host executor, whose copies lie inside another repository,", () => {
  it.each(COMMANDS)("cannot reach that repository: %s", async (command) => {
    const { outer, root, commits } = await outerRepository();
    const { failure } = await run(root, join(outer, ".cache", "waybill"), command);
    expect(failure).toMatchObject({ kind: "exit", exitCode: 128 });
    expect(await readFile(join(outer, ".bashrc"), "utf8")).toBe(EDITED);
    expect(commits()).toEqual(["dotfiles"]);
  });

  it.each(["a:b", "a b", "linked"])("cannot reach it either where the copies lie in `%s`", async (name) => {
    const { outer, root, commits } = await outerRepository();
    const elsewhere = await mkdtemp(join(tmpdir(), "waybill-link-"));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    await mkdir(join(outer, "real"));
    if (name === "linked") await symlink(join(outer, "real"), join(elsewhere, "linked"));
    const folder = name === "linked" ? join(elsewhere, name) : join(outer, name);
    const { failure } = await run(root, folder, "git reset -q --hard || cd sub && git reset -q --hard");
    expect(failure).toBeDefined();
    expect(await readFile(join(outer, ".bashrc"), "utf8")).toBe(EDITED);
    expect(commits()).toEqual(["dotfiles"]);
  });

  it("works in repositories that the job makes itself, and without a repository", async () => {
    const { outer, root } = await outerRepository();
    const script = [
      "git init -q made && cd made && git init -q --bare ../bare.git && touch a && git add a",
      "git -c user.name=ci -c user.email=ci@example.com commit -qm made",
      "git push -q ../bare.git HEAD:main && git clone -q -b main ../bare.git ../clone && cd ../clone",
      "mkdir deep && cd deep && git log --format=%s && git config --list >/dev/null; git --version >/dev/null",
      "cd ../.. && echo a > one && echo b > two && ! git diff --quiet --no-index one two && git hash-object one",
    ].join("\n");
    const { failure, output } = await run(root, join(outer, ".cache"), script);
    expect(output).toBe("made\n78981922613b2afb6025042ff6bd878ac1994e85\n");
    expect(failure).toBeUndefined();
  });
});

it("lets nobody else look into the folder of a run", async () => {
  const { outer, root } = await outerRepository();
  const session = await hostExecutor({ folder: join(outer, "cache") }).open({ id: "1", root });
  onTestFinished(() => session.close());
  expect((await stat(join(outer, "cache", "runs", "1"))).mode & 0o777).toBe(0o700);
});
