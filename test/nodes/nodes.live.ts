import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "../repository.ts";
import { TARGETS } from "../../compiler/targets/names.ts";

const VERSIONS = ["20", "22", "24"];
const EXAMPLES = ["delivery", "hello", "restart", "two-languages"];

/** Node as npm has it: one package for each platform, with the program in it. Installed once. */
async function nodeOf(version: string): Promise<string> {
  const folder = join(repository, "node_modules/.cache/waybill-nodes", version);
  const name = `node-${platform() === "win32" ? "win" : platform()}-${arch()}`;
  const program = join(folder, "node_modules", name, "bin/node");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}\n");
    await execa("npm", ["install", "--no-save", "--no-audit", `${name}@${version}`], { cwd: folder });
  }
  return program;
}

const waybill = async (node: string, example: string, target: string) => {
  const root = `examples/${example}`;
  const args = ["compile", `${root}/pipeline.ts`, "--root", root, "--target", target, "--out", "-"];
  const { stdout } = await execa(node, [join(repository, "dist/cli.js"), ...args], { cwd: repository });
  return stdout;
};

describe.each(VERSIONS)("Node %s", (version) => {
  let node = "";
  beforeAll(async () => {
    node = await nodeOf(version);
    expect((await execa(node, ["--version"])).stdout).toMatch(new RegExp(`^v${version}\\.`));
  });

  it.each(EXAMPLES)("compiles the example %s to the same bytes", async (example) => {
    for (const target of TARGETS) {
      expect(await waybill(node, example, target)).toBe(await waybill(process.execPath, example, target));
    }
  });

  it("keeps a pipeline in the sandbox", async () => {
    const vitest = join(repository, "node_modules/vitest/vitest.mjs");
    const tests = ["sandbox", "access", "cache"].map((name) => `test/frontend/${name}.built.test.ts`);
    await execa(node, [vitest, "run", ...tests], { cwd: repository });
  });
});
