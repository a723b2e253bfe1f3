import { expect, it } from "vitest";
import { waybill } from "../cli/waybill.ts";
import { describeDocker, expectNothingLeft, runningEngine } from "../engine/index.ts";
import { workspace } from "./workspace.ts";

/** The run's id, from its JSON events. */
function runIn(events: string): string {
  return (JSON.parse(events.split("\n")[0] ?? "") as { run: string }).run;
}

it("runs hello on the host executor, and leaves the checkout as it was", async () => {
  const { folder, changes } = await workspace("hello");
  const { exitCode, stdout } = await waybill(["run", "pipeline.ts", "--executor", "host"], { cwd: folder });
  expect(stdout).toContain("Hello from a job of its own");
  expect(exitCode).toBe(0);
  expect(await changes()).toBe("");
});

describeDocker("examples on Docker", () => {
  const docker = () => ({ DOCKER_HOST: `unix://${runningEngine().socketPath}` });

  it.each(["hello", "two-languages", "matrix", "dynamic"])(
    "runs %s, leaving neither traces on the engine nor changes in the checkout",
    async (name) => {
      const { folder, changes } = await workspace(name);
      const args = ["run", "pipeline.ts", "--reporter", "json"];
      const { exitCode, stdout, stderr } = await waybill(args, { cwd: folder, env: docker() });
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      expect(await changes()).toBe("");
      await expectNothingLeft(runIn(stdout));
    },
  );

  it("runs a saved graph as it runs the pipeline, without loading TypeScript", async () => {
    const { folder } = await workspace("hello");
    await waybill(["compile", "pipeline.ts", "--target", "graph", "--out", "graph.json"], { cwd: folder });
    const env = { ...docker(), NODE_DEBUG: "module,esm" };
    const { exitCode, stdout, stderr } = await waybill(["run", "graph.json"], { cwd: folder, env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Hello from a job of its own");
    expect(stderr).toContain("node_modules/dockerode");
    expect(stderr).not.toMatch(/node_modules\/(typescript|esbuild)\//);
  });
});
