import { describe, expect, it } from "vitest";
import type { BuildJob } from "../../../compiler/graph/model/index.ts";
import { build } from "../../../runtime/delivery/build/build.ts";
import { buildOptions, tagsOf } from "../../../runtime/delivery/build/options.ts";
import { NO_COMMIT } from "../../../runtime/facts.ts";
import { digestAt } from "../../../runtime/registry/digest.ts";
import { describeDocker, docker, registryAuth } from "../../engine/index.ts";
import { buildJob, buildRequest, folderOf, jobBase, sink } from "../request.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const tree = `${"5".repeat(12)}${"a".repeat(52)}`;

describe("the tags of an image", () => {
  const base = {
    ...{ ...jobBase, id: "app", kind: "build", repository: "registry.example.com/shop", context: "." },
    ...{ dockerfile: "Dockerfile", args: {}, secrets: {} },
  };
  const request = {
    ...{ run: "r", root: ".", commit, commitTime: 0, secrets: {}, branch: "main", sink: sink() },
    ...{ args: {}, labels: {}, templateTags: [] },
    signal: new AbortController().signal,
    job: { ...base, ...{ tags: ["edge"], tagFrom: ["branch"], platforms: [], layerCache: "local" } } as BuildJob,
  };
  const labels = (more: object) =>
    JSON.parse(buildOptions({ ...request, ...more }, "image").labels as string) as Record<string, string>;

  it("are the commit's, the job's and the run's", () => {
    expect(tagsOf(request)).toEqual([commit, "edge", "main"]);
    expect(labels({})["org.opencontainers.image.revision"]).toBe(commit);
    expect(labels({})).not.toHaveProperty("dev.waybill.tree");
  });

  it("are none of these where the tree differs from the commit, unless that is allowed", () => {
    const edits = { tree, allowed: false };
    expect(tagsOf({ ...request, edits })).toEqual([`${commit}-dirty-555555555555`]);
    expect(tagsOf({ ...request, edits: { tree, allowed: true } })).toEqual([commit, "edge", "main"]);
    expect(tagsOf({ ...request, commit: NO_COMMIT, edits })).toEqual(["uncommitted-555555555555"]);
    for (const allowed of [true, false]) {
      expect(labels({ edits: { tree, allowed } })).toMatchObject({
        "org.opencontainers.image.revision": `${commit}-dirty`,
        "dev.waybill.tree": `sha256:${tree}`,
      });
    }
  });
});

describeDocker("a build of edits", ({ images }) => {
  it("leaves the commit's tag alone, and says so", async () => {
    const root = await folderOf({ Dockerfile: `FROM ${images.busybox}\nRUN echo ${Math.random()}\n` });
    const [job, told] = [buildJob({ tags: ["edge"] }), sink()];
    const { digest } = await build(
      docker(),
      buildRequest(root, job, { sink: told, edits: { tree, allowed: false } }),
      [],
    );
    const at = (tag: string) => digestAt(docker(), `${job.repository}:${tag}`, registryAuth());
    expect([await at(commit), await at("edge")]).toEqual([undefined, undefined]);
    expect(await at(`${commit}-dirty-555555555555`)).toBe(digest);
    expect(told.lines.join("\n")).toContain(
      `the tree differs from its commit: the image is tagged ${commit}-dirty-555555555555, and not ${commit}, edge`,
    );
  });
});
