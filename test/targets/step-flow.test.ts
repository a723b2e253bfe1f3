import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { job, script, sh, step, uses } from "../../compiler/authoring/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import { hostExecutor } from "../../runtime/executors/host/index.ts";
import { hasTurn } from "../../runtime/executors/step-turn.ts";
import { graphOf } from "../lowering/declare.ts";

type Emitted = Readonly<Record<string, unknown>> & {
  readonly script: readonly string[];
  readonly steps: readonly Record<string, unknown>[];
};
const gitlabJob = (...steps: Parameters<typeof job>[1]["steps"]) =>
  (parse(gitlab.emit(graphOf([job("a", { image: "x", steps })])).files[0]!.text) as Record<string, Emitted>).a!;
const githubSteps = (declared: ReturnType<typeof job>) => {
  const { jobs } = parse(github.emit(graphOf([declared])).files[0]!.text) as { readonly jobs: Record<string, Emitted> };
  return jobs.a!.steps.filter(({ name }) => name !== "Check out");
};
const run = ({ script: lines }: Emitted) =>
  spawnSync("bash", ["-eo", "pipefail", "-c", lines.join("\n")], { encoding: "utf8" });

describe("a step's turn", () => {
  const turns = fc.constantFrom(
    "onSuccess" as const,
    "onFailure" as const,
    "always" as const,
    "unlessCancelled" as const,
  );
  const drawn = fc.array(fc.record({ runs: turns, code: fc.constantFrom(0, 0, 3, 7), allowed: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  });

  it("means the same in GitLab's script and to the executors", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(drawn, (all) => {
        let code = 0;
        const ran = all.flatMap((one, index) => {
          if (!hasTurn(one.runs === "onSuccess" ? ({} as never) : ({ runs: one.runs } as never), code !== 0)) return [];
          if (!one.allowed && code === 0) code = one.code;
          return [`${index}`];
        });
        const steps = all.map((one, index) =>
          step(`step ${index}`, sh`echo "ran ${index}"; exit ${one.code}`, {
            runs: one.runs,
            allowFailure: one.allowed,
          }),
        );
        const ended = run(gitlabJob(...steps));
        expect([ended.stdout.match(/(?<=^ran )\d+/gm) ?? [], ended.status]).toEqual([ran, code]);
      }),
      { numRuns: 60 },
    );
  });

  it("is a function of status to GitHub", () => {
    const steps = githubSteps(
      job("a", {
        image: "x",
        steps: [
          sh`a`,
          step("b", sh`b`, { runs: "onFailure" }),
          step("c", uses("actions/upload-artifact@v4"), { runs: "always", allowFailure: true, timeout: "90 seconds" }),
          step("d", sh`d`, { runs: "unlessCancelled" }),
        ],
      }),
    );
    expect(steps.map((one) => [one.if, one["continue-on-error"], one["timeout-minutes"]])).toEqual([
      [undefined, undefined, undefined],
      ["${{ failure() }}", undefined, undefined],
      ["${{ always() }}", true, 2],
      ["${{ !cancelled() }}", undefined, undefined],
    ]);
  });
});

it("ends a step in time", () => {
  const ended = run(gitlabJob(step("slow", sh`sleep 20`, { timeout: "1 second" })));
  expect(ended.status).toBe(124);
});

it("is GitLab's own after_script where all is as that has it", () => {
  const emitted = gitlabJob(script`./a`, step("end", script`./end`, { runs: "always", allowFailure: true }));
  expect([emitted.script, emitted.after_script]).toEqual([["./a"], ["./end"]]);
  expect(gitlabJob(script`./a`, step("end", script`./end`, { runs: "always" })).after_script).toBeUndefined();
});

describe("the checkout", () => {
  const both = (checkout: NonNullable<Parameters<typeof job>[1]["checkout"]>) => {
    const graph = graphOf([job("a", { image: "x", checkout, steps: [sh`a`] })]);
    const { jobs } = parse(github.emit(graph).files[0]!.text) as { readonly jobs: Record<string, Emitted> };
    const { a } = parse(gitlab.emit(graph).files[0]!.text ?? "{}") as Record<string, Emitted>;
    return { github: jobs.a!.steps.find(({ name }) => name === "Check out")?.with, gitlab: a };
  };

  it("says no default of a provider's", () => {
    expect(both({}).github).toEqual({ "persist-credentials": false });
    expect(both({}).gitlab?.variables).toBeUndefined();
    expect(both({ persistCredentials: true }).github).toBeUndefined();
    const machine = graphOf([job("a", { machine: "ubuntu-24.04", steps: [script`a`] })]);
    expect(github.emit(machine).files[0]!.text).not.toContain("persist-credentials");
  });

  it("has what the author asks for on each", () => {
    const { github: given, gitlab: emitted } = both({ depth: "full", tags: true, submodules: "recursive", lfs: false });
    expect(given).toEqual({
      "fetch-depth": 0,
      "fetch-tags": true,
      submodules: "recursive",
      "persist-credentials": false,
    });
    expect(emitted?.variables).toEqual({
      GIT_DEPTH: "0",
      GIT_SUBMODULE_STRATEGY: "recursive",
      GIT_LFS_SKIP_SMUDGE: "1",
    });
    expect(both({ pullRequest: "head" }).github).toMatchObject({ ref: expect.stringContaining("head.sha") });
  });

  it("is left out where a job has none", () => {
    const graph = graphOf([job("a", { image: "x", checkout: false, steps: [sh`a`] })]);
    expect(github.emit(graph).files[0]!.text).not.toContain("actions/checkout");
    expect(gitlab.emit(graph).files[0]!.text).toContain("GIT_STRATEGY: none");
  });

  it("is refused on GitLab where its runner has no such thing", () => {
    const graph = graphOf([job("a", { image: "x", checkout: { ref: "v1" }, steps: [sh`a`] })]);
    expect(gitlab.emit(graph).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WB3190 `a` has `checkout: { ref }`, which the GitLab runner does not support",
    ]);
  });

  it("is refused on this machine where that is GitHub's alone", () => {
    const graph = graphOf([job("a", { image: "x", checkout: { path: "sources" }, steps: [sh`a`] })]);
    const codes = [hostExecutor(), dockerExecutor()].map((executor) =>
      executor.refusals(graph).map(({ code }) => code),
    );
    expect(codes).toEqual([["WB4081"], ["WB4081"]]);
  });

  it("merges the target of a merge request by itself where GitLab has not", () => {
    const graph = graphOf([
      job("a", { image: "x", checkout: { pullRequest: "merge" }, steps: [sh`git log --oneline`] }),
    ]);
    const { a } = parse(gitlab.emit(graph).files[0]!.text) as Record<string, Emitted>;
    const setup = `cd "$(mktemp -d)" && git init -q -b main up && cd up && git config user.email a@example.com && git config user.name a
      git commit -q --allow-empty -m base && git checkout -q -b topic && echo t > t && git add t && git commit -q -m topic
      git checkout -q main && echo m > m && git add m && git commit -q -m main && cd .. && git clone -q -b topic up job && cd job\n`;
    const env = {
      ...process.env,
      CI_MERGE_REQUEST_EVENT_TYPE: "detached",
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_PROJECT_ID: "1",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    };
    const text = execFileSync("bash", ["-ec", setup + a!.script.join("\n")], { encoding: "utf8", env });
    expect(text.trim().split("\n")).toHaveLength(4);
  });
});
