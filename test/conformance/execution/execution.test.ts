import { afterAll, beforeAll, expect, it } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import { makeLocalImage } from "../../../scripts/local-image.mjs";
import { workspace } from "../../e2e/workspace.ts";
import { describeDocker, docker, runningEngine, uniqueName } from "../../engine/index.ts";
import { type Ending, runOnGitLab } from "./gitlab-run.ts";
import { runLocally } from "./local-run.ts";
import { outcomes } from "./pipelines.ts";

describeDocker("gitlab-ci-local on Docker and waybill run", () => {
  const helperImage = `${uniqueName("waybill-helper")}:1`;
  const rows: string[] = [];

  beforeAll(() => makeLocalImage(docker(), { tag: helperImage, kind: "busybox", commands: ["bash", "rsync"] }));
  afterAll(async () => {
    await docker().getImage(helperImage).remove({ force: true });
    process.stdout.write(
      `\n${["pipeline        job             GitLab      here        the same", ...rows].join("\n")}\n\n`,
    );
  });

  async function compare(name: string, graph: StageGraph, folder: string): Promise<void> {
    const { socketPath } = runningEngine();
    const { files, diagnostics } = targets.gitlab.emit(graph);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const here = await runLocally(graph, { folder, executor: dockerExecutor({ address: `unix://${socketPath}` }) });
    const { ending, log } = await runOnGitLab({ folder, file: files[0]?.text ?? "", socketPath, helperImage });
    rows.push(...table(name, graph, ending, here));
    expect(ending, log).toEqual(here);
  }

  it.each(["hello", "two-languages"])("run the example %s alike", { timeout: 600_000 }, async (name) => {
    const { folder } = await workspace(name);
    const { graph } = await compile(`${folder}/pipeline.ts`, { root: folder });
    await compare(name, graph!, folder);
  });

  it("end every way a job can end alike, with the same artifacts and outputs", { timeout: 600_000 }, async () => {
    const { folder } = await workspace("hello");
    await compare("outcomes", outcomes(), folder);
  });
});

function table(name: string, graph: StageGraph, there: Ending, here: Ending): readonly string[] {
  return graph.jobs.map(({ id }) => {
    const of = (ending: Ending) => ending.jobs[id] ?? "skipped";
    const own = (entries: Readonly<Record<string, string>>, mark: string) =>
      Object.entries(entries).filter(([key]) => key.startsWith(`${id}${mark}`));
    const artifacts = own(here.artifacts, "/");
    const outputs = own(here.outputs, ".");
    const same = [
      ...artifacts.filter(([key, value]) => there.artifacts[key] === value),
      ...outputs.filter(([key, value]) => there.outputs[key] === value),
    ].length;
    const cells = [name.padEnd(15), id.padEnd(15), of(there).padEnd(11), of(here).padEnd(11)];
    const things = `${same} of ${artifacts.length + outputs.length} artifacts and outputs`;
    return `${cells.join(" ")} ${artifacts.length + outputs.length ? things : ""}`.trimEnd();
  });
}
