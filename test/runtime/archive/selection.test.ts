import { describe, expect, it } from "vitest";
import { artifactSelection } from "../../../runtime/archive/selection.ts";

describe("artifact paths", () => {
  const select = (paths: readonly string[], exclude: readonly string[] = []) => artifactSelection({ paths, exclude });

  it("look only where they can match", () => {
    expect(select(["dist", "dist/sub", "./a/*.txt", "b/"]).roots).toEqual(["dist", "a", "b"]);
    expect(select(["**/*.log", "x"]).roots).toEqual(["."]);
  });

  it("mean all that is in a folder, also one that a glob matches", () => {
    const { includes } = select(["dist", "out-*", "*.txt", ".cache"], ["dist/tmp", "**/*.map"]);
    const yes = ["dist/a", "dist/deep/b", "out-1/x", "a.txt", ".cache/.hidden"];
    const no = ["dist/tmp/a", "dist/a.map", "other", "deep/a.txt", "distant"];
    expect(yes.filter((path) => !includes(path))).toEqual([]);
    expect(no.filter(includes)).toEqual([]);
  });

  it("may be the whole directory", () => {
    const { roots, includes } = select(["."], ["node_modules"]);
    expect(roots).toEqual(["."]);
    expect([includes("a"), includes("node_modules/x")]).toEqual([true, false]);
  });
});
