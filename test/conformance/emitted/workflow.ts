import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ended, holds, interpolated, jobsOf, type Plain, runWorkflow } from "../../targets/github/reader.ts";

export interface WorkflowRun {
  /** A git repository; its last commit is what runs. */
  readonly folder: string;
  readonly file: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Called when a job has ended, before any that needs it starts. */
  readonly after?: (job: string) => void;
}

export interface WorkflowEnd {
  readonly jobs: ReadonlyMap<string, Ended>;
  /** What each job printed. */
  readonly logs: Readonly<Record<string, string>>;
}

/**
 * Runs the scripts of a workflow as GitHub's runner does: a shell for each step, a checkout for each job, outputs through files,
 * and values put into `env` alone. Of actions it knows the checkout, and passes uploads by.
 */
export function execute(run: WorkflowRun): WorkflowEnd {
  const sha = execFileSync("git", ["rev-parse", "HEAD"], { cwd: run.folder, encoding: "utf8" }).trim();
  const github = {
    event_name: "push",
    ref: "refs/heads/main",
    ref_name: "main",
    ref_type: "branch",
    sha,
    event: {},
    repository: "group/project",
    server_url: "https://github.com",
  };
  const jobs = jobsOf(run.file);
  const logs: Record<string, string> = {};
  const results = new Map<string, Ended>();
  const ended = runWorkflow(jobs, { github }, (id) => {
    const needs = Object.fromEntries(results) as unknown as Plain;
    const end = job(id, { github, needs, secrets: run.secrets });
    results.set(id, end);
    run.after?.(id);
    return end;
  });
  return { jobs: ended, logs };

  function job(id: string, contexts: { readonly [name: string]: Plain }): Ended {
    const { steps = [], outputs = {}, defaults, env = {} } = jobs[id]!;
    const workspace = mkdtempSync(join(tmpdir(), "waybill-workspace-"));
    const temporary = `${workspace}.temporary`;
    mkdirSync(temporary);
    const told: Record<string, { readonly outputs: Readonly<Record<string, string>> }> = {};
    let succeeded = true;
    logs[id] = "";
    try {
      for (const step of steps) {
        const known = { ...contexts, steps: told as unknown as Plain };
        if (!holds(step.if, { succeeded, cancelled: false }, known)) continue;
        if (step.uses?.startsWith("actions/checkout@")) {
          execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${run.folder}`, workspace]);
          continue;
        }
        // Nobody takes them in a workflow of one machine.
        if (step.uses?.startsWith("actions/upload-artifact@")) continue;
        if (step.run === undefined) throw new Error(`the step ${step.name} uses ${step.uses}`);
        const file = `${workspace}.output`;
        const script = `${workspace}.sh`;
        writeFileSync(file, "");
        writeFileSync(script, step.run);
        const values = Object.entries({ ...env, ...step.env }).map(([name, value]) => [
          name,
          interpolated(String(value), known),
        ]);
        const [shell, ...args] = (defaults?.run.shell ?? "bash -e {0}").replace("{0}", script).split(" ");
        const { status, stdout, stderr } = spawnSync(shell!, args, {
          cwd: workspace,
          encoding: "utf8",
          env: {
            ...run.env,
            GITHUB_WORKSPACE: workspace,
            GITHUB_OUTPUT: file,
            RUNNER_TEMP: temporary,
            ...Object.fromEntries(values),
          },
        });
        logs[id] += stdout + stderr;
        if (step.id) told[step.id] = { outputs: outputsIn(file) };
        if (status !== 0) succeeded = false;
      }
      const known = { ...contexts, steps: told as unknown as Plain };
      return {
        result: succeeded ? "success" : "failure",
        outputs: Object.fromEntries(Object.entries(outputs).map(([name, text]) => [name, interpolated(text, known)])),
      };
    } finally {
      for (const path of [workspace, temporary, `${workspace}.output`, `${workspace}.sh`])
        if (existsSync(path)) rmSync(path, { recursive: true });
    }
  }
}

function outputsIn(file: string): Readonly<Record<string, string>> {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
