import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { dockerExecutor } from "../../../../runtime/executors/docker/index.ts";
import { run } from "../../../../runtime/index.ts";
import { describeDocker, docker, expectNothingLeft, uniqueName } from "../../../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../../graphs.ts";

/** An image with this machine's git: a step of it runs in the node image, which has this machine's libraries. */
async function imageWithGit(base: string): Promise<string> {
  const program = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
  const archive = execFileSync("tar", ["-chf", "-", program, ...libraries], {
    ...{ maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "ignore"] },
  });
  const container = await docker().createContainer({ Image: base, Cmd: ["true"] });
  await container.putArchive(Readable.from([archive], { objectMode: false }), { path: "/" });
  const repo = uniqueName("with-git");
  await container.commit({ repo, tag: "1" });
  await container.remove();
  onTestFinished(() => docker().getImage(`${repo}:1`).remove());
  return `${repo}:1`;
}

describeDocker("the repository of a job in a container", ({ socketPath, images }) => {
  it.each([undefined, "1234"])("has the checkout's history, and the user's edits as edits (user %s)", async (user) => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-git-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const root = join(folder, "root");
    mkdirSync(root);
    const identity = ["-c", "user.name=me", "-c", "user.email=me@example.com"];
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-C", root, ...identity, ...args], { encoding: "utf8" });
    git("init", "-q", "-b", "main");
    for (const name of ["same", "edited"]) writeFileSync(join(root, name), `${name}\n`);
    git("add", ".");
    git("commit", "-qm", "first");
    git("tag", "v1.0.0");
    writeFileSync(join(root, "edited"), "after\n");
    const head = git("rev-parse", "HEAD");
    const ask = "git describe --tags --dirty; git status --porcelain; git log --format=%s";
    const commit = `git ${identity.join(" ")} commit -qam mine; git log --format=%s; git reset -q --hard v1.0.0; cat edited`;
    const lines: string[] = [];
    const image = { kind: "registry", reference: await imageWithGit(images.node) } as const;
    const job = scriptJob("a", { image, steps: [step(ask), step(commit)], ...(user && { user }) });
    const outcome = await run(graphOf(job), {
      ...{ root, facts, secrets: () => undefined },
      executor: dockerExecutor({ address: `unix://${socketPath}`, folder: join(folder, "cache") }),
      reporter(event) {
        if (event.type === "log") lines.push(event.line);
      },
    });
    expect(outcome.diagnostics).toEqual([]);
    expect(lines).toEqual(["v1.0.0-dirty", " M edited", "first", "mine", "first", "edited"]);
    expect(git("rev-parse", "HEAD")).toBe(head);
    expect(git("status", "--porcelain")).toBe(" M edited\n");
    await expectNothingLeft(outcome.run);
  });
});
