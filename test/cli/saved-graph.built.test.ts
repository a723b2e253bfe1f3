import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { DeployJob, StageGraph } from "../../compiler/graph/model/index.ts";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { buildImage, command, deploy, job, pipeline, push, sh } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/shop" });
const smoke = job("smoke", { image: app, steps: [sh\`exit 1\`] });
const edge = deploy("edge", { image: app.testedBy(smoke), to: command("edge", sh\`true\`, { image: "busybox:1.36" }) });
export default pipeline("shop", { on: [push()], jobs: [edge] });
`;

/** A graph as the compiler writes it, with a change by hand. */
async function saved(change: (graph: StageGraph) => StageGraph) {
  const cwd = await folderWith(PIPELINE);
  await waybill(["compile", "pipeline.ts", "--target", "graph", "--out", "graph.json"], { cwd });
  const file = join(cwd, "graph.json");
  const graph = JSON.parse(await readFile(file, "utf8")) as StageGraph;
  await writeFile(file, JSON.stringify(change(graph), undefined, 1));
  const commands = [
    ["run", "graph.json", "--deploy", "edge"],
    ["compile", "graph.json", "--target", "gitlab", "--out", "-"],
    ["deploy", "graph.json", "--to", "edge", "--image", `registry.example.com/shop@sha256:${"a".repeat(64)}`],
  ];
  const ended = await Promise.all(commands.map((args) => waybill(args, { cwd })));
  return ended.map(({ exitCode, stderr }) => `${exitCode} ${stderr.split("\n")[0]}`);
}

const withDeploy = (graph: StageGraph, change: (job: DeployJob) => object): StageGraph => ({
  ...graph,
  jobs: graph.jobs.map((job) => (job.kind === "deploy" ? ({ ...job, ...change(job) } as DeployJob) : job)),
});

it("proves a graph from a file before it is run, compiled or deployed", async () => {
  const unneeded = await saved((graph) =>
    withDeploy(graph, ({ needs }) => ({ needs: needs.filter(({ job }) => job !== "smoke") })),
  );
  const message = "error WB2031: `edge` does not wait for `smoke`, which it names as a test of `app`";
  expect(unneeded).toEqual([`1 ${message}`, `1 ${message}`, `1 ${message}`]);
  const group = await saved((graph) =>
    withDeploy(graph, () => ({ concurrency: { group: "$(evil)", waiting: "queue" } })),
  );
  for (const line of group) expect(line).toMatch(/^1 error WB4042: jobs\[2\]\.concurrency\.group of the graph/);
}, 60_000);
