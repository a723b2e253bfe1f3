import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { describeDocker, expectNothingLeft, uniqueName } from "../engine/index.ts";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

describeDocker("waybill run --resume, on an engine", ({ socketPath, images, registry }) => {
  it("takes an image that was built by its digest after kill -9, and leaves nothing of either run", async () => {
    // A secret may have another value: here it says whether the job waits to be killed.
    const pipeline = `import { buildImage, job, pipeline, push, secret, sh } from "waybill";

const app = buildImage("app", {
  repository: "${registry.host}/${uniqueName("resume")}",
  login: { username: "${registry.username}", password: secret("PASSWORD") },
});
const smoke = job("smoke", { image: app, artifacts: { paths: ["out.txt"] }, steps: [sh\`echo made > out.txt\`] });
const last = job("last", { image: app, needs: [smoke], downloads: [smoke.artifacts], steps: [
  sh\`cat out.txt; if [ \${secret("HOLD")} = wait-for-it ]; then echo holding; sleep 600; fi\`,
] });

export default pipeline("app", { on: [push()], jobs: [app, smoke, last] });
`;
    const folder = await folderWith(pipeline);
    const state = await folderWith("");
    await writeFile(join(folder, "Dockerfile"), `FROM ${images.busybox}\nRUN echo ${uniqueName("layer")} > /layer\n`);
    await execa("git", ["init", "-q", "-b", "main"], { cwd: folder });
    const env = {
      ...{
        DOCKER_HOST: `unix://${socketPath}`,
        XDG_STATE_HOME: state,
        WAYBILL_CACHE: join(state, "cache"),
        NO_COLOR: "1",
      },
      ...{ PASSWORD: registry.password, HOLD: "wait-for-it" },
    };
    const child = spawn(process.execPath, [command, "run", "pipeline.ts"], {
      ...{ cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let seen = "";
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", (chunk) => {
        seen += chunk;
        if (seen.includes("| holding")) child.kill("SIGKILL");
      });
      child.once("exit", () => resolve());
    });
    expect(seen).toContain("| holding");
    const resumed = await waybill(["run", "pipeline.ts", "--resume"], {
      cwd: folder,
      env: { ...env, HOLD: "no-longer" },
    });
    expect(resumed.stderr).toBe("");
    expect(resumed.stdout).toMatch(/^app {3}\| cached: taken from run \w+$/m);
    expect(resumed.stdout).toMatch(/^smoke \| cached: taken from run \w+$/m);
    expect(resumed.stdout).toContain("last  | made");
    expect(resumed.exitCode).toBe(0);
    const [first] = /(?<=goes on with the run )\w+/.exec(resumed.stdout) ?? [];
    await expectNothingLeft(first);
  });
});
