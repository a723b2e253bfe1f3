import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isEvent } from "../../compiler/expr/index.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { isPrivileged } from "../../compiler/targets/github/guard.ts";
import { type TargetName, targets } from "../../compiler/targets/registry.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { build, deploy, after as following, gate, graph, push, script, sh } from "./graphs.ts";

type Keys = Record<string, unknown>;

function emitted(target: TargetName, jobs: readonly Job[], more: Partial<StageGraph> = {}) {
  const { files, diagnostics } = targets[target].emit(graph(jobs, more));
  const text = files[0]?.text ?? "";
  const file = parse(text) as Keys & { readonly jobs: Record<string, Keys> };
  const told = diagnostics.map((one) => `${one.severity} ${one.code} ${one.message}`);
  return { text, file, told, jobs: (target === "github" ? file.jobs : file) as Record<string, Keys> };
}

const production = { name: "production", url: "https://shop.example.com" };
const REF = "${{ github.workflow }}-${{ github.ref }}";

describe("secrets of an environment", () => {
  const env = { TOKEN: { kind: "secret", name: "DEPLOY_TOKEN" } } as const;
  const jobs = [script("live", { environment: production, env }), script("unit", { env })];

  it("are had by the jobs that name it, and by no other", () => {
    const github = emitted("github", jobs).jobs;
    expect(github.live).toMatchObject({ environment: { name: "production" } });
    expect((github.live?.steps as readonly Keys[] | undefined)?.at(-1)?.env).toEqual({
      TOKEN: "${{ secrets.DEPLOY_TOKEN }}",
    });
    expect(github.unit).not.toHaveProperty("environment");
    const gitlab = emitted("gitlab", jobs).jobs;
    expect(gitlab.live).toMatchObject({ environment: { name: "production" } });
    expect(gitlab.live?.script).toContain('export TOKEN="$DEPLOY_TOKEN"');
    expect(gitlab.unit).not.toHaveProperty("environment");
  });
});

describe("a pipeline that another one calls", () => {
  it("waits for no group of its caller, has its artifacts under names of its own, and says what rights it takes", () => {
    const call = { kind: "call", inputs: {}, location: { file: "pipeline.ts", line: 1, column: 1 } } as const;
    const artifacts = { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
    const { file, text, jobs } = emitted("github", [script("unit", { artifacts, permissions: { issues: "write" } })], {
      triggers: [push(), call],
    });
    expect(file.concurrency).toEqual({
      group: "shop-callable-${{ github.run_id }}",
      "cancel-in-progress": false,
      queue: "max",
    });
    expect((jobs.unit?.steps as readonly Keys[] | undefined)?.at(-1)?.with).toMatchObject({ name: "shop-unit" });
    expect(text).toContain("# A job that calls this workflow needs the permissions contents: read, issues: write.");
  });
});

describe("permissions", () => {
  const asked = { contents: "write", issues: "write", actions: "read" } as const;
  const jobs = [script("release", { permissions: asked, manual: true }), script("unit")];

  it("are those of GitHub's token in that job alone, with what the job needs anyway", async () => {
    const { jobs: made, text } = emitted("github", jobs);
    expect(made.release?.permissions).toEqual({ contents: "write", actions: "read", issues: "write" });
    expect(made.unit?.permissions).toBeUndefined();
    expect(await validateGitHub(text, { release: asked })).toEqual([]);
    expect(await validateGitHub(text)).toEqual([
      "security: release: more than contents: read, actions: read and what it asks for",
    ]);
  });

  it("are the file's for jobs that ask for none", async () => {
    const plain = [
      script("unit"),
      script("tag", { permissions: { contents: "write" } }),
      script("none", { permissions: {} }),
    ];
    const { file, jobs: made, text } = emitted("github", plain, { permissions: { contents: "read", issues: "none" } });
    expect(file.permissions).toEqual({ contents: "read" });
    expect(made.unit?.permissions).toBeUndefined();
    expect(made.tag?.permissions).toEqual({ contents: "write" });
    expect(made.none?.permissions).toEqual({ contents: "read" });
    expect(await validateGitHub(text, { tag: { contents: "write" } })).toEqual([]);
    expect(emitted("github", plain, { permissions: "read-all" }).file.permissions).toBe("read-all");
    const hidden = [script("a", { permissions: { contents: "none", issues: "write" } })];
    expect(emitted("github", hidden).jobs.a?.permissions).toEqual({ issues: "write" });
  });

  it("of all kinds are named one by one where our own steps need another", () => {
    const { jobs: made } = emitted("github", [script("ask", { manual: true, permissions: "read-all" })]);
    expect(made.ask?.permissions).toMatchObject({ actions: "read", contents: "read", statuses: "read" });
  });

  it("are those of the token that a step names", () => {
    const env = { GITHUB_TOKEN: { kind: "secret", name: "GITHUB_TOKEN" } } as const;
    const { jobs: made, told } = emitted("github", [
      script("release", { permissions: asked, steps: [sh("true", { env })] }),
    ]);
    expect(told).toEqual([]);
    const steps = made.release?.steps as readonly Keys[] | undefined;
    expect(steps?.at(-1)?.env).toEqual({ GITHUB_TOKEN: "${{ secrets.GITHUB_TOKEN }}" });
  });

  it("are nothing of GitLab's", () => {
    expect(emitted("gitlab", jobs).text).toBe(
      emitted("gitlab", [script("release", { manual: true }), script("unit")]).text,
    );
  });

  it("to write make a job that a guard stops fail", () => {
    const [mayWrite, mayRead] = [{ contents: "write" }, { contents: "read" }] as const;
    expect(isPrivileged(script("a", { permissions: mayWrite }))).toBe(true);
    expect(isPrivileged(script("a", { permissions: mayRead }))).toBe(false);
  });
});

describe("a manual job", () => {
  const jobs = [
    build("app"),
    deploy("ship", "app", { manual: true, environment: production }),
    script("check", { manual: true, needs: [gate("app")], when: isEvent("push") }),
    script("last", { needs: [gate("check")] }),
  ];

  it("blocks a GitLab pipeline until somebody plays it", async () => {
    const { jobs: made, text, told } = emitted("gitlab", jobs);
    expect(told).toEqual([]);
    expect(made.ship?.rules).toEqual([{ when: "manual", allow_failure: false }]);
    expect(made.check?.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "push"', when: "manual", allow_failure: false }]);
    expect(made.last?.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "push"' }]);
    expect(await validateGitLab(text)).toEqual([]);
  });

  it("waits at GitHub for the reviewers of an environment, and asks whether there are any", async () => {
    const { jobs: made, text, told } = emitted("github", jobs);
    expect(told).toEqual([
      "warning WB3043 GitHub stores who may approve `ship` in the repository: the environment `production` must have required reviewers",
      "warning WB3043 GitHub stores who may approve `check` in the repository: the environment `check` must have required reviewers",
    ]);
    expect(text).toContain(
      "# GitHub keeps approvals in the repository (Settings > Environments). Needed there: required reviewers for production\n",
    );
    expect(made.ship?.environment).toEqual(production);
    expect(made.check?.environment).toBe("check");
    expect(made.check?.permissions).toEqual({ contents: "read", actions: "read" });
    expect((made.check?.steps as readonly Keys[] | undefined)?.[0]?.name).toBe("Approval");
    expect(made.last?.permissions).toBeUndefined();
    expect(await validateGitHub(text)).toEqual([]);
  });

  it("fails at GitHub before its first step when nobody had to let it run", () => {
    const { jobs: made } = emitted("github", jobs);
    const run = (made.ship?.steps as readonly { readonly run: string }[] | undefined)?.[0]?.run ?? "";
    const answered = (answer: string, status = 0) => {
      const folder = mkdtempSync(join(tmpdir(), "waybill-curl-"));
      try {
        writeFileSync(join(folder, "curl"), `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit ${status}\n`);
        chmodSync(join(folder, "curl"), 0o755);
        const env = { PATH: `${folder}:${process.env.PATH}`, ENVIRONMENT: "a", GITHUB_TOKEN: "t", GITHUB_API_URL: "u" };
        const all = { ...env, GITHUB_REPOSITORY: "o/r" };
        return spawnSync("bash", ["-euo", "pipefail", "-c", run], { env: all, encoding: "utf8" });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };
    expect(answered('{\n  "protection_rules": [ { "type": "required_reviewers" } ]\n}').status).toBe(0);
    const open = answered('{"name": "required_reviewers", "protection_rules": [{"type": "wait_timer"}]}');
    expect(open.status).toBe(1);
    expect(open.stderr).toContain("nobody had to approve this job: its environment has no required reviewers");
    expect(answered('{"type":"required_reviewers"}', 22).status).not.toBe(0);
  });
});

describe("an environment", () => {
  const jobs = [
    script("a", { environment: { ...production, protected: true } }),
    build("app", { environment: production }),
  ];

  it("may belong to every kind of job", () => {
    for (const target of ["gitlab", "github"] as const) {
      const { jobs: made } = emitted(target, jobs);
      expect(made.a?.environment).toEqual(production);
      expect(made.app?.environment).toEqual(production);
    }
  });

  it("that is protected ends a job whose branch is not, on both", () => {
    const guards = [
      {
        script: (emitted("gitlab", jobs).jobs.a?.script as readonly string[] | undefined)?.[0],
        name: "CI_COMMIT_REF_PROTECTED",
      },
      {
        script: (emitted("github", jobs).jobs.a?.steps as readonly { readonly run: string }[] | undefined)?.[0]?.run,
        name: "REF_PROTECTED",
      },
    ];
    for (const { script: text = "", name } of guards) {
      const run = (value: string) => spawnSync("sh", ["-euc", text], { env: { [name]: value }, encoding: "utf8" });
      expect(run("true").status).toBe(0);
      expect(run("false").status).toBe(1);
      expect(run("false").stderr).toContain("the environment production takes protected branches and tags only");
    }
  });
});

describe("turns and interruptions", () => {
  const turns = script("seed", { concurrency: { group: "staging", waiting: "queue" } });

  it("are a resource group and a concurrency group", async () => {
    expect(emitted("gitlab", [turns]).jobs.seed).toMatchObject({ resource_group: "staging" });
    const github = emitted("github", [turns]);
    const concurrency = { group: "staging", "cancel-in-progress": false, queue: "max" };
    expect(github.jobs.seed?.concurrency).toEqual(concurrency);
    expect(await validateGitHub(github.text)).toEqual([]);
  });

  it("take the place of the deploys' own", () => {
    const jobs = [build("app"), deploy("ship", "app", { concurrency: { group: "live", waiting: "queue" } })];
    expect(emitted("gitlab", jobs).jobs.ship?.resource_group).toBe("live");
    expect(emitted("github", jobs).jobs.ship?.concurrency).toMatchObject({ group: "live", queue: "max" });
    expect(emitted("gitlab", [build("app"), deploy("ship", "app")]).jobs.ship?.resource_group).toBe("swarm-shop");
  });

  it("replace the one that waits at GitHub, which GitLab cannot do", () => {
    const job = script("seed", { concurrency: { group: "staging", waiting: "replace" } });
    expect(emitted("github", [job]).jobs.seed?.concurrency).toEqual({ group: "staging", "cancel-in-progress": false });
    expect(emitted("gitlab", [job]).told).toEqual([
      "error WB3041 `seed` replaces the job that waits in its group `staging`, which GitLab does not support",
    ]);
  });

  it("cut off nothing where nobody asks for it", () => {
    const { file, jobs: made } = emitted("github", [script("a"), script("b", { interruptible: true })]);
    expect(file.concurrency).toBeUndefined();
    expect(made.a?.concurrency).toBeUndefined();
    expect(made.b?.concurrency).toEqual({ group: `${REF}-b`, "cancel-in-progress": true });
  });

  it("cut off whole runs where each job may be", async () => {
    const { file, jobs: made, text } = emitted("github", [script("a"), script("b")], { cancelSuperseded: true });
    expect(file.concurrency).toEqual({ group: REF, "cancel-in-progress": true });
    expect(made.a?.concurrency).toBeUndefined();
    expect(await validateGitHub(text)).toEqual([]);
  });

  it("cut off job by job where one of them must end", async () => {
    const jobs = [script("a"), script("b", { interruptible: false })];
    const { file, jobs: made, text } = emitted("github", jobs, { cancelSuperseded: true });
    expect(file.concurrency).toBeUndefined();
    expect(made.a?.concurrency).toEqual({ group: `${REF}-a`, "cancel-in-progress": true });
    expect(made.b?.concurrency).toBeUndefined();
    expect(await validateGitHub(text)).toEqual([]);
    expect(emitted("gitlab", jobs, { triggers: [push()] }).jobs.b?.interruptible).toBe(false);
  });
});

describe("runners", () => {
  it("have labels of their own at each provider, for every kind of job", () => {
    const runner = { gitlab: ["privileged"], github: ["self-hosted", "big"] };
    const jobs = [script("a", { runner }), build("app", { runner }), deploy("ship", "app", { runner })];
    for (const id of ["a", "app", "ship"]) {
      expect(emitted("gitlab", jobs).jobs[id]?.tags).toEqual(["privileged"]);
      expect(emitted("github", jobs).jobs[id]?.["runs-on"]).toEqual(["self-hosted", "big"]);
    }
    const standard = script("a", { runner: { gitlab: [], github: [] } });
    expect(emitted("gitlab", [standard]).jobs.a?.tags).toBeUndefined();
    expect(emitted("github", [standard]).jobs.a?.["runs-on"]).toBe("ubuntu-24.04");
  });

  it("without containers are refused", () => {
    const mac = script("a", { runner: { gitlab: [], github: ["macos-15"] } });
    expect(emitted("github", [mac]).told).toEqual([
      "error WB3044 `a` runs in containers, which GitHub's macos-15 machines do not support",
    ]);
  });
});

describe("a final job", () => {
  const status = { kind: "run", name: "status" } as const;
  const jobs = [
    script("a", { artifacts: { paths: ["out"], exclude: [], on: "always", retentionDays: 1, junit: [] } }),
    script("b", { needs: [gate("a")], when: isEvent("push") }),
    script("clean", {
      finally: true,
      needs: [
        { job: "a", gate: false, artifacts: true },
        { job: "b", gate: false, artifacts: false },
      ],
      steps: [sh("./notify", { env: { STATUS: status } })],
    }),
  ];

  it("runs always, with optional needs, and a witness of success on GitLab", async () => {
    const { jobs: made, text, told } = emitted("gitlab", jobs);
    expect(told).toEqual([]);
    expect(made.clean?.rules).toEqual([{ when: "always" }]);
    expect(made.clean?.interruptible).toBeUndefined();
    expect(made.clean?.needs).toEqual([
      { job: "a", artifacts: true },
      { job: "b", artifacts: false, optional: true },
      { job: "clean:status", artifacts: true },
    ]);
    expect(made["clean:status"]).toMatchObject({
      needs: [
        { job: "a", artifacts: false },
        { job: "b", artifacts: false, optional: true },
      ],
      rules: [{ when: "on_success" }],
      artifacts: { paths: [".waybill/status"] },
    });
    expect((made.clean?.script as string[] | undefined)?.[0]).toContain(
      'STATUS="$(cat .waybill/status 2> /dev/null || echo failed)"',
    );
    expect(await validateGitLab(text)).toEqual([]);
    const silent = emitted("gitlab", [script("a"), script("clean", { finally: true, needs: [following("a")] })]);
    expect(Object.keys(silent.jobs)).not.toContain("clean:status");
  });

  it("runs always at GitHub, takes what there is, and is cut off by nothing", async () => {
    const { file, jobs: made, text, told } = emitted("github", jobs, { cancelSuperseded: true });
    expect(told).toEqual([]);
    expect(made.clean?.needs).toEqual(["a", "b"]);
    expect(made.clean?.if).toBe("${{ always() }}");
    expect(file.concurrency).toMatchObject({ "cancel-in-progress": true });
    const steps = (made.clean?.steps ?? []) as readonly Keys[];
    expect(steps.find((step) => step.name === "Get the artifacts of a")?.["continue-on-error"]).toBe(true);
    expect(JSON.stringify(steps)).toContain("contains(needs.*.result, 'failure') && 'failed'");
    expect(await validateGitHub(text)).toEqual([]);
    const onPush = script("clean", { finally: true, needs: [following("a")], when: isEvent("push") });
    expect(emitted("github", [script("a"), onPush]).jobs.clean?.if).toBe(
      "${{ always() && github.event_name == 'push' }}",
    );
  });

  it("finds the artifacts that are there, and none, in a real shell", () => {
    const { jobs: made } = emitted("github", jobs);
    const steps = (made.clean?.steps ?? []) as readonly { readonly name?: string; readonly run?: string }[];
    const run = steps.find((step) => step.name === "Unpack artifacts")?.run;
    const folder = mkdtempSync(join(tmpdir(), "waybill-none-"));
    expect(spawnSync("sh", ["-euc", run ?? "exit 9"], { cwd: folder, encoding: "utf8" }).status).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe("retry on GitLab", () => {
  const retry = async (more: Parameters<typeof script>[1]) => {
    const { jobs, text } = emitted("gitlab", [script("a", more)]);
    expect(await validateGitLab(text)).toEqual([]);
    return jobs.a?.retry;
  };

  it("is for failures of the job alone, unless more is asked for", async () => {
    expect(await retry({ retry: 2 })).toEqual({ max: 2, when: ["script_failure"] });
    const time = { reasons: ["failure", "timeout"], exitCodes: [] } as const;
    expect(await retry({ retry: 1, retryOn: time })).toEqual({
      max: 1,
      when: ["script_failure", "job_execution_timeout"],
    });
    expect(await retry({ retry: 1, retryOn: { reasons: [], exitCodes: [75] } })).toEqual({ max: 1, exit_codes: [75] });
    const engine = await retry({ retry: 1, retryOn: { reasons: ["infrastructure"], exitCodes: [] } });
    expect(engine).toMatchObject({ when: expect.arrayContaining(["runner_system_failure"]) });
  });
});

describe("exit codes that are allowed at GitHub", () => {
  const artifacts = { paths: ["out"], exclude: [], on: "failure", retentionDays: 1, junit: [] } as const;
  const made = (script_: string, more: Parameters<typeof script>[1] = {}) =>
    emitted("github", [
      script("a", { allowFailure: { exitCodes: [3, 4] }, steps: [sh(script_), sh("echo later")], artifacts, ...more }),
    ]);

  it("end the job as a failure would, without failing it", async () => {
    const { jobs, text, told } = made("exit 3");
    expect(told).toEqual([]);
    expect(jobs.a?.["continue-on-error"]).toBeUndefined();
    const steps = (jobs.a?.steps ?? []) as readonly Keys[];
    expect(steps.find((step) => step.id === "step_2")?.if).toBe("${{ !(steps.step_1.outputs.allowed) }}");
    expect(steps.find((step) => step.name === "Keep artifacts")?.if).toBe(
      "${{ (failure() || (steps.step_1.outputs.allowed || steps.step_2.outputs.allowed)) }}",
    );
    expect(await validateGitHub(text)).toEqual([]);
    const inside = made("exit 3", { image: { kind: "registry", reference: "busybox:1.36" } });
    expect(await validateGitHub(inside.text)).toEqual([]);
    expect(JSON.stringify(inside.jobs.a)).toContain("docker exec waybill sh -euc 'exit 3' || code=$?");
  });

  it.each([
    ["exit 3", 0, "allowed=3\n"],
    ["exit 4", 0, "allowed=4\n"],
    ["exit 5", 5, ""],
    ["true", 0, ""],
    ["false\nexit 3", 1, ""],
    ["cat <<'END'\nit's ${{ this }}\nEND\nexit 3", 0, "allowed=3\n"],
  ])("are told apart in every shell: %j", (text, status, output) => {
    for (const [shell, flags] of [
      ["sh", ["-eu"]],
      ["bash", ["-euo", "pipefail"]],
    ] as const) {
      const { jobs } = made(text, { shell });
      const step = (jobs.a?.steps as readonly Keys[] | undefined)?.find((one) => one.id === "step_1");
      const folder = mkdtempSync(join(tmpdir(), "waybill-codes-"));
      try {
        const file = join(folder, "output");
        writeFileSync(file, "");
        const own = Object.entries((step?.env ?? {}) as Record<string, string>);
        // GitHub's own way to write what it would replace.
        const env = Object.fromEntries(own.map(([name, value]) => [name, value.replaceAll("${{ '${{' }}", "${{")]));
        const all = { PATH: process.env.PATH, GITHUB_OUTPUT: file, ...env };
        const ended = spawnSync(shell, [...flags, "-c", String(step?.run)], { env: all, encoding: "utf8" });
        expect([ended.status, readFileSync(file, "utf8")]).toEqual([status, output]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  });
});

describe("an entrypoint", () => {
  const starting = (more: Parameters<typeof script>[1] = {}) =>
    script("a", { entrypoint: ["env", "STARTED=it's so"], steps: [sh('echo "$STARTED $PWD"')], ...more });
  const output = (text: string, folder: string) => {
    const { status, stdout } = spawnSync("sh", ["-euc", text], { cwd: folder, encoding: "utf8" });
    return [status, stdout.trim()];
  };

  it("starts each step's process, in its folder, on both", async () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-entry-"));
    try {
      mkdirSync(join(folder, "pkg"));
      const jobs = [starting({ workingDirectory: "pkg" })];
      const gitlab = emitted("gitlab", jobs);
      const line = (gitlab.jobs.a?.script as readonly string[] | undefined)?.[0] ?? "";
      expect(output(line, folder)).toEqual([0, `it's so ${join(folder, "pkg")}`]);
      const github = emitted("github", jobs);
      const step = (github.jobs.a?.steps as readonly Keys[] | undefined)?.find((one) => one["working-directory"]);
      expect(output(String(step?.run), join(folder, "pkg"))).toEqual([0, `it's so ${join(folder, "pkg")}`]);
      expect(await validateGitHub(github.text)).toEqual([]);
      expect(await validateGitLab(gitlab.text)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("starts it inside an image that this pipeline builds, too", () => {
    const jobs = [build("app"), starting({ image: { kind: "build", job: "app" }, needs: [gate("app")] })];
    for (const target of ["gitlab", "github"] as const)
      expect(emitted(target, jobs).text).toMatch(/waybill env 'STARTED=it'\\''s so' sh -euc/);
  });
});
