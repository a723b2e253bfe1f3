import { execFile } from "node:child_process";
import { symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { describeDocker, runningEngine } from "../../engine/index.ts";
import { repository } from "../../repository.ts";
import { buildJob, buildRequest, folderOf } from "../request.ts";

const MEGABYTE = 1024 * 1024;

/** Builds as `waybill run` does, in a process of its own, which tells the most memory that it has had: KiB. */
const SCRIPT = `
import Docker from "dockerode";
import { build } from "./runtime/delivery/build/build.ts";
const { socketPath, request } = JSON.parse(process.argv[2]);
const sink = { line() {}, progress() {} };
await build(new Docker({ socketPath }), { ...request, sink, signal: new AbortController().signal }, []);
console.log(process.resourceUsage().maxRSS);
`;

async function program(): Promise<string> {
  const folder = await folderOf({});
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const outfile = join(folder, "build.mjs");
  await build({
    stdin: { contents: SCRIPT, resolveDir: repository },
    ...{ bundle: true, format: "esm", platform: "node", packages: "external", outfile },
  });
  return outfile;
}

describeDocker("a context that is larger than the memory it may take", () => {
  it("is streamed from the disk to the engine", async () => {
    const file = await program();
    const memory = async (bytes: number) => {
      const root = await folderOf({ Dockerfile: "FROM scratch\nCOPY small /\n", small: "small" });
      await writeFile(join(root, "big"), "");
      await truncate(join(root, "big"), bytes);
      const { sink: _, signal: __, ...request } = buildRequest(root, buildJob());
      const { socketPath } = runningEngine();
      const argument = JSON.stringify({ socketPath, request });
      const { stdout } = await promisify(execFile)(process.execPath, [file, argument], { cwd: repository });
      return Number(stdout) * 1024;
    };
    const little = await memory(0);
    const much = await memory(400 * MEGABYTE);
    expect(much - little).toBeLessThan(200 * MEGABYTE);
  }, 120_000);
});
