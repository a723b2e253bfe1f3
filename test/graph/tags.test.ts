import { describe, expect, it } from "vitest";
import { isEvent } from "../../compiler/expr/build.ts";
import { checkTags } from "../../compiler/graph/passes/tags.ts";
import { tagsFrom } from "../../compiler/graph/tags.ts";
import { build, graph, pullRequest, push } from "../targets/graphs.ts";

describe("tags of a run", () => {
  const all = ["branch", "version", "latest"] as const;

  it.each([
    ["v1.2.3", ["1.2.3", "1.2", "1", "latest"]],
    ["1.2.3", ["1.2.3", "1.2", "1", "latest"]],
    ["v0.4.1", ["0.4.1", "0.4", "latest"]],
    ["v1.2.3-rc.1", ["1.2.3-rc.1"]],
    ["v1.2.3+linux", ["1.2.3-linux"]],
    ["v1.2", []],
    ["v01.2.3", []],
    ["nightly", []],
  ])("are of the git tag %s %j", (tag, tags) => expect(tagsFrom(all, { tag })).toEqual({ tags }));

  it.each([
    ["main", "main"],
    ["feature/Login_2", "feature-Login_2"],
    ["déjà vu", "d--j---vu"],
    [".hidden", "hidden"],
    ["v2.0", "v2.0"],
    ["x".repeat(200), "x".repeat(128)],
  ])("are of the branch %s one", (branch, tag) => expect(tagsFrom(all, { branch })).toEqual({ tags: [tag] }));

  it.each(["1.2", "3", "2.0.0-beta", "latest", "buildcache", "a".repeat(40), "é"])(
    "are none of a branch that means something else: %s",
    (branch) => {
      const { tags, problem } = tagsFrom(all, { branch });
      expect([tags, problem]).toEqual([[], expect.any(String)]);
    },
  );

  it("are those asked for, and latest only where it is", () => {
    expect(tagsFrom(["version"], { tag: "v1.2.3" }).tags).toEqual(["1.2.3", "1.2", "1"]);
    expect(tagsFrom(["branch"], { tag: "v1.2.3" }).tags).toEqual([]);
    expect(tagsFrom(undefined, { branch: "latest" })).toEqual({ tags: [] });
    expect(tagsFrom(all, {})).toEqual({ tags: [] });
  });
});

describe("two images of one repository", () => {
  it("are refused in one run, where the later would take the tag of the commit", () => {
    const [found] = checkTags(graph([build("app"), build("worker")]));
    expect(found).toMatchObject({
      code: "WB2194",
      message: "`worker` and `app` push to registry.example.com/shop in one run, both with the commit as their tag",
      remedy: "give one of them another repository, or conditions that never hold together",
    });
  });

  it("are fine in different runs, and in different repositories", () => {
    const triggers = [push(), pullRequest()];
    const apart = [build("app", { when: isEvent("push") }), build("review", { when: isEvent("pullRequest") })];
    expect(checkTags(graph(apart, { triggers }))).toEqual([]);
    expect(checkTags(graph([build("app"), build("worker", { repository: "registry.example.com/worker" })]))).toEqual(
      [],
    );
  });
});
