import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { targets } from "../../compiler/targets/registry.ts";
import { readByGitHub, validateGitLab } from "../conformance/targets.ts";
import { listGitLab } from "../conformance/targets-gitlab-ci-local.ts";
import { graphs } from "./random.ts";

const numRuns = Number(process.env.WAYBILL_TARGET_GRAPHS ?? 200);

function textOf(target: keyof typeof targets, graph: Parameters<(typeof targets)["graph"]["emit"]>[0]): string {
  const { files, diagnostics } = targets[target].emit(graph);
  expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return files[0]?.text ?? "";
}

describe("random graphs", { timeout: 240_000 }, () => {
  it("give workflows that GitHub's parser accepts, and that are safe", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        expect(await readByGitHub(textOf("github", graph))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("give files that GitLab's schema accepts", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        expect(await validateGitLab(textOf("gitlab", graph))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("are read by gitlab-ci-local with the same jobs, stages and needs", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const read = await listGitLab(textOf("gitlab", graph));
        // Witnesses are GitLab's own business.
        const own = (name: string) => !name.includes(":");
        const jobs = read
          .filter(({ name }) => own(name))
          .map(({ name, stage, needs }) => [name, stage, needs.map((need) => need.job).filter(own)]);
        const expected = graph.jobs.flatMap((job) => {
          const listed = [job.id, job.stage, job.needs.map((need) => need.job)];
          const list = `${job.id}-list`;
          if (job.kind !== "script" || !job.dynamic) return [listed];
          return [
            [list, ...listed.slice(1)],
            [job.id, job.stage, [list]],
          ];
        });
        expect(jobs).toEqual(expected);
      }),
      { numRuns: Math.ceil(numRuns / 8) },
    );
  });
});
