import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { delivery, triggered } from "../examples.ts";
import { graphs } from "../random.ts";
import { syntaxProblem } from "./shells.ts";

interface GitLabJob {
  readonly script?: readonly string[];
}

interface GitHubJob {
  readonly defaults: { readonly run: { readonly shell: string } };
  readonly steps: readonly { readonly run?: string }[];
}

function gitlabScripts(graph: StageGraph): readonly string[] {
  const file = parse(targets.gitlab.emit(graph).files[0]?.text ?? "") as Record<string, GitLabJob>;
  return Object.values(file).flatMap((job) => (job?.script ? [job.script.join("\n")] : []));
}

function githubScripts(graph: StageGraph): readonly (readonly [shell: string, script: string])[] {
  const file = parse(targets.github.emit(graph).files[0]?.text ?? "") as { readonly jobs: Record<string, GitHubJob> };
  return Object.values(file.jobs).flatMap(({ defaults, steps }) =>
    steps.flatMap(({ run }) => (run ? [[defaults.run.shell.split(" ")[0] as string, run] as const] : [])),
  );
}

function problems(graph: StageGraph): readonly string[] {
  return [
    ...gitlabScripts(graph).flatMap((script) => [syntaxProblem(script), syntaxProblem(script, "bash")]),
    ...githubScripts(graph).map(([shell, script]) => syntaxProblem(script, shell)),
  ].filter(Boolean);
}

describe("every script that is emitted", { timeout: 240_000 }, () => {
  it.each([
    ["delivery", delivery],
    ["triggered", triggered],
  ])("is one that shells read: %s", (_, make) => {
    expect(problems(make())).toEqual([]);
  });

  it("is one that shells read: random graphs", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(problems(graph)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
