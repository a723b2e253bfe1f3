import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, describe, it } from "vitest";
import { parse } from "yaml";
import { buildImage, job, script, sh, step } from "../../compiler/authoring/index.ts";
import { eq, member, or, withCondition } from "../../compiler/authoring/internal.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { graphOf } from "../lowering/declare.ts";

type Emitted = Readonly<Record<string, unknown>> & {
  readonly script: readonly string[];
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly outputs: unknown;
};
const gitlabJob = (graph: StageGraph) => (parse(gitlab.emit(graph).files[0]!.text) as Record<string, Emitted>).a!;
const githubJob = (graph: StageGraph) =>
  (parse(github.emit(graph).files[0]!.text) as { readonly jobs: Record<string, Emitted> }).jobs.a!;
const shells = ["bash", "dash"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

/** Runs the script of a job as GitLab does, and gives what it prints. */
function printed(shell: string, { script: lines }: Emitted, env: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "waybill-steps-"));
  const text = lines.join("\n").replaceAll("/tmp/waybill-output", `${folder}/output`);
  return execFileSync(shell, ["-e", "-c", text], { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
}

const made = step(
  "Make it",
  sh`
    echo "version=1.2 (beta)" >> "$WAYBILL_OUTPUT"
    echo "flag=Yes" >> "$WAYBILL_OUTPUT"
    printf 'text<<END\nfirst\n\nversion=no\nEND\n' >> "$WAYBILL_OUTPUT"
    exit 7
  `,
  { outputs: ["version", "flag", "text", "unset"], allowFailure: true },
);
const shown = step(
  "show",
  sh`printf '[%s]\n' ${made.outputs.version} ${made.outputs.text} ${made.outputs.unset} "$HOW"`,
  {
    env: { HOW: made.outcome },
  },
);
const when = (build: (run: unknown) => unknown) => withCondition((_run: unknown) => true, build);
const isFlagged = when(() => eq(0, made.outputs.flag, "yes"));
const onMainOrFlagged = when((run) =>
  or(0, eq(0, member(0, run, "branch"), "main"), () => eq(0, made.outputs.flag, "no")),
);

describe("what a step leaves", () => {
  const graph = graphOf([
    job("a", {
      image: "x",
      steps: [
        made,
        shown,
        step("flagged", sh`echo flagged`, { when: isFlagged }),
        step("on main", sh`echo main`, { when: onMainOrFlagged }),
        step("unset", sh`echo unset`, { when: when(() => eq(0, made.outputs.unset, "")) }),
      ],
      outputs: { version: made.outputs.version },
    }),
  ]);

  it.each(shells)("reaches later steps of GitLab's script in %s", (shell) => {
    const expected = "[1.2 (beta)]\n[first\n\nversion=no]\n[]\n[failure]\nflagged\n";
    const skipped = "Skipped, as its condition does not hold: on main\n";
    expect(printed(shell, gitlabJob(graph))).toBe(`Failed, which is allowed: Make it\n${expected}${skipped}unset\n`);
    expect(printed(shell, gitlabJob(graph), { CI_COMMIT_BRANCH: "main" })).toContain("\nmain\n");
  });

  it.each(shells)("fails its step on GitLab where it cannot be read, in %s", (shell) => {
    const torn = step("torn", sh`printf 'x<<END\nnever closed\n' >> "$WAYBILL_OUTPUT"`, { outputs: ["x"] });
    const after = step("after", sh`echo never`);
    const { script: lines } = gitlabJob(graphOf([job("a", { image: "x", steps: [torn, after] })]));
    const folder = mkdtempSync(join(tmpdir(), "waybill-steps-"));
    const text = lines.join("\n").replaceAll("/tmp/waybill-output", `${folder}/output`);
    const { status, stdout, stderr } = spawnSync(shell, ["-e", "-c", text], { cwd: folder, encoding: "utf8" });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("The output x has no line 'END' at its end.");
  });

  it("is GitHub's own output and outcome", () => {
    const { steps, outputs } = githubJob(graph);
    const [, first, second, third, , last] = steps;
    expect(outputs).toEqual({ version: "${{ steps.Make-it.outputs.version }}" });
    expect(first).toMatchObject({ id: "Make-it", "continue-on-error": true });
    expect(first!.run).toMatch(/^export WAYBILL_OUTPUT="\$GITHUB_OUTPUT"\n/);
    expect(second!.env).toEqual({
      HOW: "${{ steps.Make-it.outcome }}",
      MAKE_IT_VERSION: "${{ steps.Make-it.outputs.version }}",
      MAKE_IT_TEXT: "${{ steps.Make-it.outputs.text }}",
      MAKE_IT_UNSET: "${{ steps.Make-it.outputs.unset }}",
    });
    expect(third!.if).toBe("${{ steps.Make-it.outputs.flag == 'yes' }}");
    expect(last!.if).toBe("${{ steps.Make-it.outputs.unset == '' }}");
  });

  it("is not asked beside what GitHub compares without regard to case", () => {
    expect(github.emit(graph).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^WB3080 .*it asks an earlier step or else compares strings/),
    ]);
  });

  it("tells GitHub how to fetch it out of a container that a job starts itself", () => {
    const app = buildImage("app", { repository: "registry.example.com/app" });
    const inside = githubJob(graphOf([job("a", { image: app, steps: [made, shown] })]));
    const [run] = inside.steps.flatMap(({ id, run: text }) => (id === "Make-it" ? [String(text)] : []));
    expect(run).toContain("--env WAYBILL_OUTPUT=/tmp/waybill-output-Make-it");
    expect(run).toContain('docker exec waybill cat /tmp/waybill-output-Make-it >> "$GITHUB_OUTPUT"');
  });

  it("is compared on GitHub by the job that puts it out, where nothing but its steps reads it", () => {
    const a = job("a", { image: "x", steps: [made], outputs: { kind: made.outputs.version } });
    const b = job("b", {
      image: "x",
      steps: [sh`echo b`],
      needs: [a],
      when: when(() => eq(0, a.outputs.kind, "Beta")),
    });
    const c = job("c", { image: "x", steps: [sh`echo c`], needs: [b] });
    const { steps, outputs } = githubJob(graphOf([a, b, c]));
    expect(steps.at(-1)).toMatchObject({ id: "answers", name: "Compare outputs" });
    expect(Object.values(steps.at(-1)!.env as object)).toEqual(["${{ steps.Make-it.outputs.version }}"]);
    expect(Object.values(outputs as object)).toContain("${{ steps.Make-it.outputs.version }}");
  });

  it("has no id that another step of the job on GitHub has", () => {
    const own = step("own", sh`x`, { id: "Outputs", outputs: ["x"] });
    const { diagnostics } = github.emit(graphOf([job("a", { image: "x", steps: [own], outputs: ["y"] })]));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WB3202 `a` has a step with the id `Outputs`, which another step of the emitted job has on GitHub",
    ]);
  });

  it("is refused where GitHub has no such steps", () => {
    const retried = job("a", { image: "x", retry: 1, steps: [made, shown] });
    const coded = job("a", { image: "x", allowFailure: { exitCodes: [7] }, steps: [made, shown] });
    expect([retried, coded].map((one) => github.emit(graphOf([one])).diagnostics.map(({ code }) => code))).toEqual([
      ["WB3200"],
      ["WB3201"],
    ]);
  });

  it("tells a plain script of another shell where to write", () => {
    const own = step("own", script`x`, { outputs: ["x"], shell: "pwsh" });
    const { steps } = githubJob(graphOf([job("a", { machine: "ubuntu-24.04", steps: [own] })]));
    expect(steps.at(-1)).toMatchObject({
      id: "own",
      shell: "pwsh",
      run: "$env:WAYBILL_OUTPUT = $env:GITHUB_OUTPUT\nx\n",
    });
  });
});
