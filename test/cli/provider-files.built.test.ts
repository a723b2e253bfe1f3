import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

const FILE = ".github/workflows/ci.yml";

const workflow = (branches: string, condition: string) => `name: CI
on:
  push: { branches: ${branches} }
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [20, 22] } }
    steps:
      - run: echo \${{ matrix.node }}
  deploy:
    needs: test
    if: ${condition}
    runs-on: ubuntu-latest
    steps:
      - run: echo deploy
        env: { TOKEN: "\${{ secrets.DEPLOY }}" }
`;

async function repository() {
  const folder = await folderWith(HELLO);
  await mkdir(join(folder, ".github/workflows"), { recursive: true });
  const put = (text: string, file = FILE) => writeFile(join(folder, file), text);
  await put(workflow("[main]", "github.ref == 'refs/heads/main'"));
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  return { folder, put, run: (...args: readonly string[]) => waybill(args, { cwd: folder }) };
}

describe("a provider's own file", () => {
  it("is compared with its earlier version, whatever way the two are named", async () => {
    const { put, run } = await repository();
    await put(workflow("[main, 'release/**']", "github.event_name == 'push'"));
    const expected = [
      "Secrets and permissions",
      "  + deploy, which has secrets or rights, now also runs on a push to a branch that starts with `release/`",
      `      waybill run ${FILE} --event push --branch release/a`,
      "",
      "When jobs run",
      "  test-20, test-22, deploy: now also runs on a push to a branch that starts with `release/`",
      `      waybill run ${FILE} --event push --branch release/a`,
      "",
      "Nothing else changes: proved for all events.",
    ];
    for (const words of [[FILE], ["HEAD", FILE], [`${FILE}@HEAD`, FILE]]) {
      const { stdout, stderr } = await run("diff", ...words);
      expect(stderr).toBe("");
      expect(stdout.split("\n").slice(2)).toEqual(expected);
    }
  });

  it("can be asked what runs, which secrets it reaches, and which checks it reports", async () => {
    const { run } = await repository();
    expect((await run("plan", FILE)).stdout).toContain("a push to `main`");
    expect((await run("reach", FILE)).stdout).toContain("secret DEPLOY  deploy  a member");
    expect((await run("checks", FILE)).stdout).toContain("May be required: test (20), test (22)");
    expect((await run("graph", FILE)).stdout).toContain("flowchart");
  });

  it("shows problems at its own lines", async () => {
    const { run } = await repository();
    const { exitCode, stderr } = await run("run", FILE, "--event", "push", "--branch", "main");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error WB4003: the secret \`DEPLOY\` of \`deploy\` has no value\n  at ${FILE}:11:3`);
    expect(stderr).toContain("> 11 |   deploy:");
  });

  it("is refused if no job of it can be read", async () => {
    const { put, run } = await repository();
    await put("on: push\njobs: {}\n");
    const { exitCode, stderr } = await run("plan", FILE);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      [
        `error WB6041: no job of \`${FILE}\` can be read`,
        `  remedy: run \`waybill import --check ${FILE}\` for the reasons`,
      ].join("\n"),
    );
  });

  it("is reported if it does not exist", async () => {
    const { run } = await repository();
    const { exitCode, stderr } = await run("plan", "missing.yml");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error WB6010: file missing.yml does not exist");
  });

  it("is refused by commands that need the pipeline itself", async () => {
    const { folder, run } = await repository();
    const before = await readFile(join(folder, FILE), "utf8");
    for (const words of [["check"], ["compile", "--target", "github"], ["why", "test"]]) {
      const { exitCode, stderr } = await run(...words, FILE);
      expect(exitCode).toBe(2);
      expect(stderr).toBe(
        [
          `error WB6042: \`${FILE}\` is a provider's file, not a pipeline`,
          `  remedy: run \`waybill import ${FILE}\`, and pass the pipeline that it writes`,
        ].join("\n"),
      );
    }
    expect(await readFile(join(folder, FILE), "utf8")).toBe(before);
  });
});
