import { execa } from "execa";
import { expect, it } from "vitest";
import { describeDocker, runningEngine } from "../engine/index.ts";
import { repository } from "../repository.ts";

async function demo(address: string): Promise<string> {
  const env = { DOCKER_HOST: address, NO_COLOR: "1" };
  const { stdout } = await execa(process.execPath, ["scripts/demo.mjs"], { cwd: repository, env });
  return stdout;
}

it("shows both files, and runs on this machine when no engine answers", async () => {
  const shown = await demo("unix:///nonexistent/docker.sock");
  expect(shown).toContain("export default pipeline(");
  expect(shown).toContain("\nstages: [");
  expect(shown).toContain("runs-on: ");
  expect(shown).toContain("No Docker Engine answers here, so the jobs will run as local processes.");
  expect(shown).toMatch(/read +\| Hello from a job of its own\n/);
});

describeDocker("the demo on Docker", () => {
  it("runs in containers", async () => {
    const shown = await demo(`unix://${runningEngine().socketPath}`);
    expect(shown).toContain("run here, each job in a container");
    expect(shown).toMatch(/succeeded in \S+: 2 succeeded/);
  });
});
