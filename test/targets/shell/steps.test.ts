import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { nativeScript } from "../../../compiler/targets/gitlab/script.ts";
import { exec, graph, script, sh } from "../graphs.ts";
import { runShell, SHELLS } from "./shells.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-steps-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a job's script as GitLab's runner does: all in one shell that stops at the first failure. */
function run(argv: readonly string[], job: ScriptJob, env: Readonly<Record<string, string>> = {}) {
  return runShell(argv, `set -e\n${nativeScript(job, graph([job])).join("\n")}`, { cwd: folder, env });
}

describe.each(SHELLS)("steps on GitLab under %s", (_, argv) => {
  it("are processes of their own", () => {
    const job = script("a", {
      steps: [sh("X=1; export X; cd /; set +e"), sh('echo "${X-unset}"; pwd'), sh("false\necho not reached")],
    });
    const { stdout, status } = run(argv, job);
    expect(stdout).toBe(`unset\n${folder}\n`);
    expect(status).not.toBe(0);
  });

  it("have their own environment, stronger than the job's", () => {
    const job = script("a", {
      env: { A: { kind: "literal", value: "job's" }, B: { kind: "literal", value: "both" } },
      steps: [
        sh('echo "$A $B $TOKEN"', {
          env: { A: { kind: "literal", value: "step's" }, TOKEN: { kind: "secret", name: "CI_TOKEN" } },
        }),
        sh('echo "$A $B ${TOKEN-unset}"'),
      ],
    });
    expect(run(argv, job, { CI_TOKEN: "s3cret" }).stdout).toBe("step's both s3cret\njob's both unset\n");
  });

  it("read here-documents, quotes and what an outsider chose as they are", () => {
    const job = script("a", {
      steps: [
        sh("cat <<'END'\n'$HOME' \\\nEND\ncat <<END_1\n\"$BRANCH\"\nEND_1\n", {
          env: { BRANCH: { kind: "run", name: "branch" } },
        }),
        exec("printf", "%s|", "it's", "$HOME", ""),
      ],
    });
    const branch = "$(id)`id`'\"";
    expect(run(argv, job, { CI_COMMIT_BRANCH: branch }).stdout).toBe(`'$HOME' \\\n"${branch}"\nit's|$HOME||`);
  });

  it("run where they are told", () => {
    mkdirSync(join(folder, "a b", "c"), { recursive: true });
    const job = script("a", {
      workingDirectory: "a b",
      steps: [sh('basename "$PWD"'), sh('basename "$PWD"', { workingDirectory: "a b/c" })],
    });
    expect(run(argv, job).stdout).toBe("a b\nc\n");
  });

  it("call the events by our names", () => {
    const job = script("a", { steps: [sh('echo "$E"', { env: { E: { kind: "run", name: "event" } } })] });
    const source = (name: string) => run(argv, job, { CI_PIPELINE_SOURCE: name }).stdout.trim();
    expect(["push", "merge_request_event", "schedule", "web"].map(source)).toEqual([
      "push",
      "pullRequest",
      "schedule",
      "manual",
    ]);
  });

  it("hand over the last value of each declared output", () => {
    const put = (line: string) => sh(`printf '%s' '${line}' >> "$WAYBILL_OUTPUT"; echo >> "$WAYBILL_OUTPUT"`);
    const job = script("a", {
      outputs: ["version", "empty"],
      steps: [put("version=1"), put("other=3"), put("version=2 = $x"), put("versions=4")],
    });
    expect(run(argv, job).status).toBe(0);
    expect(readFileSync(join(folder, ".waybill/a/version"), "utf8")).toBe("2 = $x\n");
    expect(readFileSync(join(folder, ".waybill/a/empty"), "utf8")).toBe("");
    const consumer = script("b", {
      steps: [sh('printf %s "$V"', { env: { V: { kind: "output", job: "a", name: "version" } } })],
    });
    expect(run(argv, consumer).stdout).toBe("2 = $x");
  });
});

describe("pipefail", () => {
  const piped = script("a", { shell: "bash", steps: [sh("false | true\necho not reached")] });

  it("holds in bash", () => {
    expect(run(["dash"], piped).stdout).toBe("");
  });

  it("holds in a sh that has it, and stops no sh that has not", () => {
    const text = nativeScript({ ...piped, shell: "sh" }, graph([piped])).join("\n");
    const inner = (shell: string) => text.replace(/^sh /, `${shell} `);
    expect(runShell(["bash"], inner("busybox sh")).stdout).toBe("");
    expect(runShell(["bash"], inner("dash")).status).toBe(runShell(["dash"], "set -o pipefail").status === 0 ? 1 : 0);
  });

  it("is left out where nothing could tell", () => {
    const plain = (text: string) => nativeScript(script("a", { steps: [sh(text)] }), graph([piped])).join("");
    expect(plain("npm test")).toBe("sh -euc 'npm test'");
    for (const text of ["a | b", ". ./lib.sh", 'eval "$X"', "x\n\t. lib"]) expect(plain(text)).toContain("pipefail");
  });
});

describe("unset variables", () => {
  it("fail a step", () => {
    writeFileSync(join(folder, "x"), "");
    expect(run(["dash"], script("a", { steps: [sh('echo "$NOT_SET"')] })).status).not.toBe(0);
  });
});
