import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../repository.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "node:20", steps: [sh\`node --test\`], when: (run) => run.branch === "main" });

export default pipeline("packed", { on: [push()], jobs: [unit] });
`;

describe("the packed tarball, installed into an empty folder", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "waybill-pack-"));
    const npm = (args: readonly string[], cwd: string) => execa("npm", args, { cwd, env: { CI: "true" } });
    const { stdout } = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], repository);
    const tarball = stdout.match(/"filename":\s*"([^"]+)"/)?.[1] ?? "";
    await npm(["init", "--yes"], folder);
    await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball)], folder);
    await writeFile(join(folder, "pipeline.ts"), PIPELINE);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("gives a working command", async () => {
    const { stdout } = await execa("npx", ["waybill", "check", "pipeline.ts"], { cwd: folder });
    expect(stdout).toBe("packed: 1 job in 1 stage, no errors");
    await execa("npx", ["waybill", "compile", "pipeline.ts", "--target", "gitlab"], { cwd: folder });
    expect(await readFile(join(folder, ".gitlab-ci.yml"), "utf8")).toContain("node --test");
  });

  it.each(["nodenext", "bundler"])("gives working types under module resolution %s", async (resolution) => {
    const module = resolution === "bundler" ? "esnext" : resolution;
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--module",
      module,
      "--moduleResolution",
      resolution,
    ];
    await execa(process.execPath, [tsc, ...options, "pipeline.ts"], { cwd: folder });
    const wrong = join(folder, "wrong.ts");
    await writeFile(wrong, PIPELINE.replace("run.branch", "run.bench"));
    const { exitCode, stdout } = await execa(process.execPath, [tsc, ...options, wrong], {
      cwd: folder,
      reject: false,
    });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("Property 'bench' does not exist on type 'Run'");
  });
});
