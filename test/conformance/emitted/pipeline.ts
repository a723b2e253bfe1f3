import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { Machine } from "./machine.ts";

export interface PipelineRun {
  /** A git repository; its last commit is what runs. */
  readonly folder: string;
  readonly file: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly machine: Machine;
  /** Called when a job has ended, before any that needs it starts. */
  readonly after?: (job: string) => void;
}

export interface PipelineEnd {
  readonly results: Readonly<Record<string, "success" | "failed" | "skipped">>;
  readonly logs: Readonly<Record<string, string>>;
  /** What is kept of each job, by `job/path`. */
  readonly artifacts: Readonly<Record<string, string>>;
}

interface GitLabJob {
  readonly stage: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly needs: readonly { readonly job: string; readonly artifacts: boolean }[];
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths?: readonly string[] };
}

/**
 * Runs the scripts of a pipeline whose jobs all belong to it, as GitLab's runner does: stage by stage, all of a job's script in one
 * shell, a checkout for each job but those that want none, and artifacts only from the jobs that `needs` takes them of. The
 * engine that a job has beside it is the machine's, which is emptied of the job's container, as an engine of its own would be.
 */
export function execute({ folder, file, secrets, machine, after }: PipelineRun): PipelineEnd {
  const sha = execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
  const content = parse(file) as Record<string, unknown> & { readonly stages: readonly string[] };
  const jobs = Object.entries(content).flatMap(([id, value]) =>
    typeof value === "object" && value !== null && "script" in value ? [[id, value as GitLabJob] as const] : [],
  );
  const results: Record<string, PipelineEnd["results"][string]> = {};
  const logs: Record<string, string> = {};
  const kept = mkdtempSync(join(tmpdir(), "waybill-artifacts-"));
  const artifacts: Record<string, string> = {};
  try {
    for (const stage of content.stages) {
      for (const [id, job] of jobs.filter(([, one]) => one.stage === stage)) {
        if (job.needs.some((need) => results[need.job] !== "success")) results[id] = "skipped";
        else {
          results[id] = run(id, job);
          after?.(id);
        }
      }
    }
    return { results, logs, artifacts };
  } finally {
    rmSync(kept, { recursive: true });
  }

  function run(id: string, job: GitLabJob): "success" | "failed" {
    const workspace = mkdtempSync(join(tmpdir(), "waybill-workspace-"));
    try {
      if (job.variables?.GIT_STRATEGY !== "none") {
        execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${folder}`, workspace]);
      }
      // As the runner's helper leaves it, whose umask is 0000.
      execFileSync("chmod", ["-R", "a+rwX", workspace]);
      for (const need of job.needs) {
        const from = join(kept, need.job);
        if (need.artifacts && existsSync(from)) cpSync(from, workspace, { recursive: true });
      }
      const { status, stdout, stderr } = spawnSync("sh", ["-c", `set -e\n${job.script.join("\n")}`], {
        cwd: workspace,
        encoding: "utf8",
        env: {
          ...Object.fromEntries(Object.entries(job.variables ?? {}).filter(([key]) => !key.startsWith("DOCKER_"))),
          ...secrets,
          ...variables(workspace),
          ...machine.env,
          PATH: `${alpine(machine)}:${machine.env.PATH}`,
        },
      });
      logs[id] = stdout + stderr;
      for (const path of status === 0 ? (job.artifacts?.paths ?? []) : []) {
        const to = join(kept, id, path);
        mkdirSync(dirname(to), { recursive: true });
        cpSync(join(workspace, path), to);
        artifacts[`${id}/${path}`] = readFileSync(to, "utf8");
      }
      return status === 0 ? "success" : "failed";
    } finally {
      spawnSync("docker", ["rm", "--force", "waybill"], { env: machine.env });
      rmSync(workspace, { recursive: true });
    }
  }

  function variables(workspace: string): Readonly<Record<string, string>> {
    return {
      CI: "true",
      CI_COMMIT_BRANCH: "main",
      CI_COMMIT_SHA: sha,
      CI_PIPELINE_SOURCE: "push",
      CI_PROJECT_DIR: workspace,
      CI_PROJECT_URL: "https://gitlab.com/group/project",
    };
  }
}

/** The jobs' image is Alpine's and lacks some programs, which it installs. This machine has them. */
function alpine({ env }: Machine): string {
  const folder = join(env.HOME ?? "", "alpine");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "apk"), `#!/bin/sh\ncommand -v "$4" "$5" > /dev/null\n`);
  chmodSync(join(folder, "apk"), 0o755);
  return folder;
}
