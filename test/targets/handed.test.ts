import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildImage, job, script, secret, sh, step } from "../../compiler/authoring/index.ts";
import type { StageGraph } from "../../compiler/graph/model/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { graphOf } from "../lowering/declare.ts";

interface Emitted {
  readonly script: readonly string[];
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}
const gitlabJob = (graph: StageGraph) => (parse(gitlab.emit(graph).files[0]!.text) as Record<string, Emitted>).a!;
const githubSteps = (graph: StageGraph) =>
  (parse(github.emit(graph).files[0]!.text) as { readonly jobs: Record<string, Emitted> }).jobs.a!.steps;
const shells = ["bash", "dash"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

/** Runs the script of a job as GitLab does. */
function run(shell: string, { script: lines }: Emitted, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "waybill-handed-"));
  const text = lines.join("\n").replaceAll("/tmp/waybill-", `${folder}/`);
  const { status, stdout, stderr } = spawnSync(shell, ["-e", "-c", text], {
    ...{ cwd: folder, encoding: "utf8", env: { ...process.env, ...env } },
  });
  return { status, stdout: stdout.replaceAll(folder, "FOLDER"), stderr };
}

const sets = sh`
  echo "VERSION=1.2 (beta)" >> "$WAYBILL_ENV"
  echo "MODE=first" >> "$WAYBILL_ENV"
  printf 'NOTES<<END\nit'\''s "one"\n\nMODE=no\nEND\n' >> "$WAYBILL_ENV"
`;

describe("variables and folders that a step hands on", () => {
  it.each(shells)(
    "reach the later steps of GitLab's script, the step's own stronger and the job's weaker, in %s",
    (shell) => {
      const shows = sh`printf '[%s]' "$VERSION" "$MODE" "$OWN" "$JOB" "$NOTES"`;
      const graph = graphOf([
        job("a", {
          image: "x",
          env: { MODE: "job", JOB: "job" },
          steps: [
            step("before", sh`printf '[%s]' "$MODE" "\${VERSION-unset}"`),
            sets,
            sh`echo "MODE=second" >> "$WAYBILL_ENV"; echo OWN=no >> "$WAYBILL_ENV"`,
            step("shows", shows, { env: { OWN: "own" } }),
          ],
        }),
      ]);
      const { status, stdout } = run(shell, gitlabJob(graph));
      expect([status, stdout]).toEqual([0, '[job][unset][1.2 (beta)][second][own][job][it\'s "one"\n\nMODE=no]']);
    },
  );

  it.each(shells)("come before those of PATH, the last one first, in %s", (shell) => {
    const graph = graphOf([
      job("a", {
        image: "x",
        steps: [
          sh`
            mkdir one two
            for tool in one two; do printf '#!/bin/sh\necho %s\n' "$tool" > "$tool/tool"; chmod 755 "$tool/tool"; done
            printf '%s\n' "$PWD/one" "" "$PWD/two" >> "$WAYBILL_PATH"
          `,
          sh`tool; command -v ls > /dev/null`,
        ],
      }),
    ]);
    expect(run(shell, gitlabJob(graph))).toMatchObject({ status: 0, stdout: "two\n" });
  });

  it.each(shells)("are read also of a step that fails, which may be allowed, in %s", (shell) => {
    const graph = graphOf([
      job("a", {
        image: "x",
        steps: [
          step("fails", sh`echo A=1 >> "$WAYBILL_ENV"; exit 3`),
          step("shows", sh`echo "$A"`, { runs: "always" }),
        ],
      }),
    ]);
    expect(run(shell, gitlabJob(graph))).toMatchObject({ status: 3, stdout: "1\n" });
  });

  it.each(shells)("are no reserved ones, and never a secret of the job, in %s", (shell) => {
    const graph = graphOf([
      job("a", {
        image: "x",
        secrets: [secret("TOKEN")],
        steps: [
          sh`printf '%s\n' TOKEN=mine GITHUB_SHA=x WAYBILL_X=1 NODE_OPTIONS=--bad file=kept name=too >> "$WAYBILL_ENV"`,
          sh`echo "$TOKEN \${GITHUB_SHA-unset} \${WAYBILL_X-unset} \${NODE_OPTIONS-unset} $file $name"`,
        ],
      }),
    ]);
    const { GITHUB_SHA: _, NODE_OPTIONS: __, ...env } = process.env;
    const { stdout, stderr } = run(shell, gitlabJob(graph), { ...env, TOKEN: "theirs", GITHUB_SHA: "own" } as never);
    expect(stdout).toBe(`theirs own unset ${process.env.NODE_OPTIONS ?? "unset"} kept too\n`);
    for (const name of ["GITHUB_SHA", "WAYBILL_X", "NODE_OPTIONS"])
      expect(stderr).toContain(`Warning: the variable ${name} is reserved, and is not set.`);
  });

  it.each(shells)("fail their step where they cannot be read, in %s", (shell) => {
    const torn = (line: string) =>
      gitlabJob(graphOf([job("a", { image: "x", steps: [sh`echo ${line} >> "$WAYBILL_ENV"`, sh`echo never`] })]));
    expect(run(shell, torn("X<<END"))).toMatchObject({
      ...{ status: 1, stdout: "", stderr: "The variable X has no line 'END' at its end.\n" },
    });
    expect(run(shell, torn("a-b=1"))).toMatchObject({ status: 1, stderr: "'a-b' is not a name of a variable.\n" });
    const large = sh`head -c 1100000 /dev/zero >> "$WAYBILL_PATH"`;
    expect(run(shell, gitlabJob(graphOf([job("a", { image: "x", steps: [large, sh`echo never`] })])))).toMatchObject({
      ...{ status: 1, stdout: "", stderr: "The file of WAYBILL_PATH takes more than 1048576 bytes.\n" },
    });
  });

  it("are GitHub's own", () => {
    const graph = graphOf([
      job("a", {
        machine: "ubuntu-24.04",
        steps: [sets, script`echo "$VERSION"`, script`echo "# Done" >> "$WAYBILL_SUMMARY"`],
      }),
    ]);
    const [, first, second, third] = githubSteps(graph);
    expect(first!.run).toMatch(/^export WAYBILL_ENV="\$GITHUB_ENV"\necho "VERSION/);
    expect(second!.run).toBe('echo "$VERSION"');
    expect(third!.run).toBe('export WAYBILL_SUMMARY="$GITHUB_STEP_SUMMARY"\necho "# Done" >> "$WAYBILL_SUMMARY"\n');
  });

  it("stay in the container that a job starts itself, on both providers", () => {
    const app = buildImage("app", { repository: "registry.example.com/app" });
    const graph = graphOf([
      job("a", { image: app, steps: [sets, step("shows", sh`echo "$VERSION"`, { env: { OWN: "1" } })] }),
    ]);
    const steps = githubSteps(graph);
    const last = String(steps.find(({ name }) => name === "shows")!.run);
    expect(last).toMatch(/^take_env=/);
    expect(last).toContain(`--env OWN waybill sh -c "$take_env" ' OWN ' sh -euc 'echo "$VERSION"'`);
    const lines = gitlabJob(graph).script.join("\n");
    expect(lines).toContain("--env WAYBILL_ENV=/tmp/waybill-env-1");
    expect(lines).toContain(`waybill sh -c "$take_env" ' OWN ' sh -euc 'echo "$VERSION"'`);
    for (const text of [lines, ...steps.map(({ run: one }) => String(one ?? ""))])
      execFileSync("bash", ["-n", "-c", text]);
  });
});

it.each(shells)("shows a summary in a section of GitLab's log, in %s", (shell) => {
  const graph = graphOf([
    job("a", {
      image: "x",
      steps: [step("It's done", sh`echo "# Done" >> "$WAYBILL_SUMMARY"`), step("none", sh`: "$WAYBILL_SUMMARY"`)],
    }),
  ]);
  const { status, stdout } = run(shell, gitlabJob(graph));
  expect(status).toBe(0);
  expect(stdout.replaceAll(/:\d+:/g, ":N:")).toBe(
    "\x1b[0Ksection_start:N:waybill_summary_1[collapsed=true]\r\x1b[0KSummary of It's done\n# Done\n\n\x1b[0Ksection_end:N:waybill_summary_1\r\x1b[0K\n",
  );
});
