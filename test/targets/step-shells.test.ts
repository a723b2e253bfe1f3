import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { job, pwsh, runFacts, script, sh, step } from "../../compiler/authoring/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { graphOf, lowerJobs, told } from "../lowering/declare.ts";

type Jobs = Readonly<
  Record<
    string,
    {
      readonly defaults?: unknown;
      readonly script: readonly string[];
      readonly steps: readonly Record<string, unknown>[];
    }
  >
>;
const githubJob = (declared: ReturnType<typeof job>) => {
  const emitted = parse(github.emit(graphOf([declared])).files[0]!.text) as { readonly jobs: Jobs };
  const { a } = emitted.jobs;
  return { ...a, own: a!.steps.filter(({ uses }) => uses === undefined) };
};
const gitlabScript = (declared: ReturnType<typeof job>) =>
  (parse(gitlab.emit(graphOf([declared])).files[0]!.text) as Jobs).a!.script.join("\n");

it("has GitHub run a plain script by the shell that it names, and says no default of GitHub's", () => {
  const steps = [script`a`, step("b", script`b`, { shell: "bash" }), pwsh`c`];
  const machine = githubJob(job("a", { machine: "ubuntu-24.04", steps }));
  expect(machine.defaults).toBeUndefined();
  expect(machine.own.map(({ shell, run }) => [shell, run])).toEqual([
    [undefined, "a"],
    ["bash", "b"],
    ["pwsh", "c"],
  ]);
  const container = githubJob(job("a", { image: "node:22", shell: "sh", steps: [script`a`] }));
  expect([container.defaults, container.own[0]]).toEqual([undefined, { run: "a" }]);
});

it("keeps strict scripts strict beside plain ones", () => {
  const mixed = githubJob(job("a", { machine: "ubuntu-24.04", steps: [script`a`, sh`b`] }));
  expect(mixed.defaults).toEqual({ run: { shell: "sh -eu {0}" } });
  expect(mixed.own.map(({ shell }) => shell)).toEqual(["bash -e {0}", undefined]);
});

it("runs each shell as GitHub does where GitHub is not", () => {
  const text = gitlabScript(
    job("a", {
      image: "python:3",
      steps: [
        step("bash", script`echo "[\${UNSET}]" "$0"; false | true || echo pipefail`, {
          shell: "bash",
        }),
        step("sh", script`echo "<\${UNSET}>"`, { shell: "sh" }),
      ],
    }),
  );
  expect(execFileSync("bash", ["-eo", "pipefail", "-c", text], { encoding: "utf8" })).toBe("[] bash\npipefail\n<>\n");
  const stopped = gitlabScript(job("a", { image: "x", steps: [step("a", script`false; echo on`, { shell: "bash" })] }));
  expect(() => execFileSync("bash", ["-e", "-c", stopped])).toThrow();
});

it("hands data to PowerShell in variables and quotes, and refuses what no quoting is for", () => {
  const steps = [pwsh`Write-Host ${"it's"} "${runFacts.branch}" ${runFacts.branch}`];
  const { own } = githubJob(job("a", { machine: "windows-2022", steps }));
  expect(own[0]!.run).toBe("Write-Host 'it''s' \"${env:RUN_BRANCH}\" ${env:RUN_BRANCH}");
  const refused = told(
    lowerJobs([
      job("a", { image: "x", steps: [pwsh`Invoke-Expression "x ${runFacts.branch}"`] }),
      job("b", { image: "x", shell: "python", steps: [script`print(${runFacts.branch})`, sh`echo`] }),
    ]).diagnostics,
  );
  expect(refused).toEqual([
    "WB2010 job a: a value cannot be interpolated in a string that is read as code",
    "WB2010 job b: a value cannot be interpolated in a script of python",
    "WB2207 job b has an `sh` step, but its shell is python",
  ]);
});
