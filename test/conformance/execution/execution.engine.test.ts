import { afterAll, beforeAll, expect, it } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { tools } from "../../../compiler/targets/tool-images.ts";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import { makeLocalImage } from "../../../scripts/local-image.mjs";
import { workspace } from "../../e2e/workspace.ts";
import { describeDocker, docker, runningEngine, uniqueName } from "../../engine/index.ts";
import { type Ending, runOnGitLab } from "./gitlab-run.ts";
import { runLocally } from "./local-run.ts";
import { byOutputs, outcomes } from "./pipelines.ts";

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

  /** `beside` are jobs that only GitLab has, as a part of one of ours. */
  async function compare(
    name: string,
    graph: StageGraph,
    { folder, beside = [] }: { readonly folder: string; readonly beside?: readonly string[] },
  ): Promise<void> {
    const { socketPath } = runningEngine();
    const { files, diagnostics } = targets.gitlab.emit(graph);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const here = await runLocally(graph, { folder, executor: dockerExecutor({ address: `unix://${socketPath}` }) });
    // Nothing is pulled: a shell is all that is wanted of the image with Docker's command here.
    const local = files.map((file) => ({ ...file, text: file.text.replaceAll(tools.docker, "busybox:1.36") }));
    const { ending, log } = await runOnGitLab({ folder, files: local, socketPath, helperImage });
    rows.push(...table(name, graph, ending, here));
    const ours = Object.entries(ending.jobs).filter(([job]) => !beside.includes(job));
    expect({ ...ending, jobs: Object.fromEntries(ours) }, log).toEqual(here);
  }

  it.each(["hello", "two-languages", "matrix"])("run the example %s alike", { timeout: 600_000 }, async (name) => {
    const { folder } = await workspace(name);
    const { graph } = await compile(`${folder}/pipeline.ts`, { root: folder });
    await compare(name, graph!, { folder });
  });

  it("run the example dynamic alike", { timeout: 600_000 }, async () => {
    const { folder, edit } = await workspace("dynamic");
    // What starts an image of such a name itself needs an engine beside the job, which gitlab-ci-local does not start.
    await edit("pipeline.ts", "imageName`busybox:${plan.outputs.tag}`", '"busybox:1.36"');
    const { graph } = await compile(`${folder}/pipeline.ts`, { root: folder });
    await compare("dynamic", graph!, { folder, beside: ["check-list"] });
  });

  it("end every way a job can end alike, with the same artifacts and outputs", { timeout: 600_000 }, async () => {
    const { folder } = await workspace("hello");
    await compare("outcomes", outcomes(), { folder });
  });

  it("skip the same jobs by what another has put out", { timeout: 600_000 }, async () => {
    const { folder } = await workspace("hello");
    await compare("by outputs", byOutputs(), { folder });
  });
});

function table(name: string, graph: StageGraph, there: Ending, here: Ending): readonly string[] {
  const jobs = new Set([...graph.jobs.map(({ id }) => id), ...Object.keys(here.jobs)]);
  return [...jobs].map((id) => {
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
