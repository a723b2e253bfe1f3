import { expect, it } from "vitest";
import { type BuildOptions, buildImage } from "../../compiler/authoring/index.ts";
import { graphOf, lowerJobs, told } from "./declare.ts";

const image = (options: Partial<BuildOptions>) =>
  buildImage("app", { repository: "registry.example.com/shop", ...options });

it("tags an image with what of the run is asked for", () => {
  expect(graphOf([image({ tagFrom: { latest: true, branch: true, version: true } })]).jobs[0]).toMatchObject({
    tagFrom: ["branch", "version", "latest"],
  });
  expect(graphOf([image({ tagFrom: { branch: false } })]).jobs[0]).not.toHaveProperty("tagFrom");
  expect(graphOf([image({ tags: ["stable"] })]).jobs[0]).not.toHaveProperty("tagFrom");
});

it("wants versions where versions are to be the latest", () => {
  const { diagnostics } = lowerJobs([image({ tagFrom: { latest: true } })]);
  expect(told(diagnostics)).toEqual(["WB2192 job app has tagFrom.latest without tagFrom.version"]);
  expect(diagnostics[0]?.remedy).toBe('add version: true; or, if every build is to be the latest, tags: ["latest"]');
});

it("gives a tag one meaning only", () => {
  const tags = ["latest", "buildcache"];
  const { diagnostics } = lowerJobs([image({ tags, tagFrom: { version: true, latest: true } })]);
  expect(told(diagnostics)).toEqual([
    "WB2193 job app gives the tag `latest` to every build, but tagFrom.latest gives it to versions only",
    "WB2193 job app gives the tag `buildcache` to every build, but it holds the layers that later builds reuse",
  ]);
  expect(diagnostics[0]?.remedy).toBe("remove `latest` from tags");
  expect(lowerJobs([image({ tags, layerCache: "local" })]).diagnostics).toEqual([]);
});

it("asks for flags where a cast let something else through", () => {
  const { diagnostics } = lowerJobs([image({ tagFrom: { branch: "yes" as never } })]);
  expect(told(diagnostics)).toEqual(["WB2004 tagFrom.branch must be true or false, but it is a text"]);
});
