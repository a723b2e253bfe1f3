import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type EnvValue,
  type JobOptions,
  job,
  runFacts,
  scriptFile,
  secret,
  sh,
  step,
} from "../../compiler/authoring/index.ts";
import { nativeScript } from "../../compiler/targets/gitlab/script.ts";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import { stepArgv } from "../../runtime/executors/script.ts";
import { run } from "../../runtime/index.ts";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { facts } from "../runtime/graphs.ts";
import { graph } from "../targets/graphs.ts";
import { runShell } from "../targets/shell/shells.ts";
import { graphOf, lowerJobs, scriptOf, told } from "./declare.ts";

const sandbox = Symbol.for("waybill.sandbox");
const files = new Map<string, string>();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-script-file-"));
  (globalThis as Record<symbol, unknown>)[sandbox] = { readText: (path: string) => files.get(path) ?? "" };
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  files.clear();
  Reflect.deleteProperty(globalThis, sandbox);
});

function file(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
  files.set(path, text);
}

type Options = Omit<JobOptions<never, never, "x">, "image">;

const declared = (options: Options) => scriptOf([job("a", { image: "x", ...options })], "a");
const command = (options: Options) => declared(options).steps[0]?.run;

describe("a step from a script file", () => {
  it("is run by its first line, which need not name a shell", () => {
    file("ci/a.py", "#! /usr/bin/env python3\r\n");
    const steps = [scriptFile("ci/a.py")];
    expect(command({ steps })).toEqual({ kind: "shell", script: "/usr/bin/env python3 ./ci/a.py" });
  });

  it("is called by its path, and is found from where the step works", () => {
    const made = declared({
      workingDirectory: "web",
      steps: [scriptFile("./ci/a.sh"), step("own", scriptFile("ci/a.sh"), { workingDirectory: "ci" })],
      shell: "bash",
    });
    expect(made.steps.map(({ name, run }) => [name, run.kind === "shell" && run.script])).toEqual([
      ["./ci/a.sh", "bash -euo pipefail ../ci/a.sh"],
      ["own", "bash -euo pipefail ./a.sh"],
    ]);
  });

  it("is an input of a job that has some", () => {
    expect(declared({ inputs: ["src"], steps: [scriptFile("./ci/a.sh")] }).inputs).toEqual(["src", "ci/a.sh"]);
    expect(declared({ steps: [scriptFile("ci/a.sh")] })).not.toHaveProperty("inputs");
  });

  it("needs what its arguments come from, which travel in the environment", () => {
    const plan = job("plan", { image: "x", steps: [sh`true`], outputs: ["version"] });
    const args: EnvValue[] = [plan.outputs.version, secret("TOKEN"), runFacts.branch];
    const made = declared({ shell: "bash", steps: [scriptFile("ci/a.sh", args)] });
    expect(made.needs).toEqual([{ job: "plan", gate: true, artifacts: false }]);
    expect(made.steps[0]).toMatchObject({
      run: { script: `bash -euo pipefail ./ci/a.sh "\${PLAN_VERSION}" "\${TOKEN}" "\${RUN_BRANCH}"` },
      env: { PLAN_VERSION: { kind: "output" }, TOKEN: { kind: "secret" }, RUN_BRANCH: { kind: "run" } },
    });
  });

  it("is no absolute path", () => {
    const { diagnostics } = lowerJobs([job("a", { image: "x", steps: [scriptFile("/repository/a.sh")] })]);
    expect(told(diagnostics)).toEqual(['WB2003 job a: the script file "/repository/a.sh" is absolute']);
  });
});

describe.each(["dash", "bash", "busybox"])("a script file where sh is %s", (shell) => {
  /** By the emitted script, and by the local executor's command: what both print, and whether they succeeded. */
  function run(steps: Options["steps"]) {
    mkdirSync(join(folder, "bin"));
    symlinkSync(runShell(["sh"], `command -v ${shell}`).stdout.trim(), join(folder, "bin/sh"));
    const made = declared({ steps });
    const env = { PATH: `${join(folder, "bin")}:${process.env.PATH}` };
    const emitted = runShell(["sh"], nativeScript(made, graph([made])).join("\n"), { cwd: folder, env });
    const words = stepArgv(made, made.steps[0]!);
    const local = runShell(["sh"], words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "), {
      cwd: folder,
      env,
    });
    expect([local.stdout, local.status]).toEqual([emitted.stdout, emitted.status]);
    return emitted;
  }

  it("gets its arguments as they are", () => {
    file("a b/it's.sh", 'printf "[%s]" "$0" "$@"');
    const { stdout, stderr } = run([scriptFile("a b/it's.sh", ["", "a  b", "$(id) `id`", "it's", "-c", 3, "*"])]);
    expect(stderr).toBe("");
    expect(stdout).toBe("[./a b/it's.sh][][a  b][$(id) `id`][it's][-c][3][*]");
  });

  it.each(["false", 'echo "$NOT_SET"', "exit 3"])("fails by %s, as a step does", (line) => {
    file("a.sh", `echo begins\n${line}\necho not reached\n`);
    const { stdout, status } = run([scriptFile("a.sh")]);
    expect(stdout).toBe("begins\n");
    expect(status).not.toBe(0);
  });

  it("fails by a pipe, where the shell can tell", () => {
    file("a.sh", "false | true\necho reached\n");
    const itself = shell === "busybox" ? ["busybox", "sh"] : [shell];
    const knows = runShell(itself, "set -o pipefail").status === 0;
    expect(run([scriptFile("a.sh")]).stdout).toBe(knows ? "" : "reached\n");
  });

  it("says itself what it fails on, where its first line names what runs it", () => {
    file("a.sh", "#!/bin/sh\nfalse\necho reached\n");
    expect(run([scriptFile("a.sh")]).stdout).toBe("reached\n");
  });
});

describeDocker("a step from a script file, in a container", ({ socketPath, images }) => {
  it("is run by its first line or by the job's shell, with its arguments, where the step works", async () => {
    file("ci/own.sh", '#!/bin/sh -e\necho "$1 in $(basename "$PWD")"\n');
    file("web/plain.sh", 'printf "[%s]" "$@" "$TOKEN"; echo; exit 3\n');
    const steps = [
      step("own", scriptFile("ci/own.sh", ["it's; `id`"]), { workingDirectory: "web" }),
      step("plain", scriptFile("web/plain.sh", ["a  b", runFacts.branch]), { env: { TOKEN: secret("TOKEN") } }),
    ];
    const graph = graphOf([job("a", { image: images.busybox, steps })]);
    const lines: string[] = [];
    const outcome = await run(graph, {
      ...{ root: folder, facts, secrets: () => "of the store" },
      executor: dockerExecutor({ address: `unix://${socketPath}` }),
      reporter: (event) => void (event.type === "log" && lines.push(event.line)),
    });
    expect(lines).toEqual(["it's; `id` in web", "[a  b][main][[masked]]"]);
    expect(outcome.jobs.get("a")).toMatchObject({ failure: { kind: "exit", step: 1, exitCode: 3 } });
    await expectNothingLeft(outcome.run);
  });
});
