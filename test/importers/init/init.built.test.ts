import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const waybill = (...args: readonly string[]) =>
  execa(process.execPath, [join(import.meta.dirname, "../../../dist/cli.js"), ...args], { cwd: folder, reject: false });
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  node: { "package.json": '{ "name": "a", "scripts": { "test": "node --version" } }\n' },
  python: { "pyproject.toml": '[project]\nname = "a"\n' },
  go: { "go.mod": "module a\n\ngo 1.24\n" },
  docker: { Dockerfile: "FROM scratch\n" },
};

it.each(Object.keys(PROJECTS))(
  "writes a pipeline that compiles for both providers: %s",
  { timeout: 120_000 },
  async (kind) => {
    for (const [name, text] of Object.entries(PROJECTS[kind]!)) put(name, text);
    const { exitCode, stdout } = await waybill("init");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("waybill run pipeline.ts");
    for (const target of ["github", "gitlab"]) {
      const compiled = await waybill("compile", "pipeline.ts", "--target", target, "--out", "-");
      expect(compiled.stderr).not.toContain("error");
      expect(compiled.exitCode).toBe(0);
    }
  },
);

it("replaces nothing without --force, and names what can be imported", { timeout: 60_000 }, async () => {
  put(".gitlab-ci.yml", "a: { script: [b] }\n");
  expect((await waybill("init")).stdout).toContain("waybill import .gitlab-ci.yml");
  put("pipeline.ts", "// mine\n");
  const again = await waybill("init");
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain("WB6012: pipeline.ts already exists");
  expect(readFileSync(join(folder, "pipeline.ts"), "utf8")).toBe("// mine\n");
  expect((await waybill("init", "--force")).exitCode).toBe(0);
});

it("imports by the command line: --check, --report, --force", { timeout: 60_000 }, async () => {
  put("ci.yml", "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: ls }]\n");
  const checked = await waybill("import", "ci.yml", "--from", "github", "--root", ".", "--check");
  expect(checked.stderr).toContain("a: the same, proved");
  expect(checked.stderr).toContain("1 job: 1 the same, proved");
  const written = await waybill("import", "ci.yml", "--from", "github", "--root", ".", "--report", "r.md");
  expect(written.exitCode).toBe(0);
  expect(readFileSync(join(folder, "r.md"), "utf8")).toContain("| `a` | the same, proved |");
  put("pipeline.ts", "// mine\n");
  const refused = await waybill("import", "ci.yml", "--from", "github", "--root", ".");
  expect(refused.exitCode).toBe(2);
  expect((await waybill("import", "none.yml", "--root", ".", "--from", "github")).stderr).toContain("WB6010");
});

it("reads included files of others from a folder, and says where that folder is missing", {
  timeout: 120_000,
}, async () => {
  mkdirSync(join(folder, "others/platform/ci"), { recursive: true });
  mkdirSync(join(folder, "ci"));
  put("others/platform/ci/node.yml", ".node: { image: node:22 }\n");
  put("ci/lint.yml", "lint: { extends: .node, script: [npm run lint] }\n");
  put(".gitlab-ci.yml", "include: [{ project: platform/ci, file: node.yml }, { local: ci/*.yml }]\n");
  const missing = await waybill("import", ".gitlab-ci.yml", "--root", ".", "--includes", "none", "--check");
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain("WB6030");
  expect(missing.stderr).toContain("the folder none of `--includes` does not exist");
  const checked = await waybill("import", ".gitlab-ci.yml", "--root", ".", "--includes", "others", "--check");
  expect(checked.stderr).toContain("lint: the same, proved\n");
  expect(checked.stderr).toContain("is written out as the file is now");
});
