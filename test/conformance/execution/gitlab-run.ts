import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const TOOL = createRequire(import.meta.url).resolve("gitlab-ci-local/src/index.js");

/** How a pipeline ended, in words that any runner of it has. */
export interface Ending {
  /** Jobs that are in neither list were skipped, or are absent from the run. */
  readonly jobs: Readonly<Record<string, "succeeded" | "failed" | "allowed">>;
  /** Digest and mode of each artifact, by `job/path`. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** By `job.name`. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface GitLabRun {
  /** A git repository that has the sources, and no `.gitlab-ci.yml`. */
  readonly folder: string;
  readonly file: string;
  readonly socketPath: string;
  /** With bash and rsync, for what gitlab-ci-local does around a job. */
  readonly helperImage: string;
  readonly options?: readonly string[];
}

const STATUS = { PASS: "succeeded", WARN: "allowed", FAIL: "failed" } as const;

/** Runs an emitted file on Docker, by gitlab-ci-local, each job in its own image. */
export async function runOnGitLab(run: GitLabRun): Promise<{ readonly ending: Ending; readonly log: string }> {
  const { folder, file, socketPath, helperImage } = run;
  execFileSync("git", ["remote", "add", "origin", "https://gitlab.example.com/group/project.git"], { cwd: folder });
  writeFileSync(join(folder, ".gitlab-ci.yml"), file);
  const args = [TOOL, "--helper-image", helperImage, "--pull-policy", "if-not-present", "--no-artifacts-to-source"];
  const log = await output([...args, ...(run.options ?? [])], folder, {
    ...process.env,
    DOCKER_HOST: `unix://${socketPath}`,
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  });
  const report = [...log.matchAll(/^ *(PASS|WARN|FAIL) +(\S+)/gm)];
  const jobs = Object.fromEntries(report.map(([, word, job]) => [job, STATUS[word as keyof typeof STATUS]]));
  const kept = join(folder, ".gitlab-ci-local", "artifacts");
  const files = existsSync(kept) ? filesBelow(kept) : [];
  const isOutput = (name: string) => /^[^/]+\/\.waybill\//.test(name);
  return {
    log,
    ending: {
      jobs,
      artifacts: Object.fromEntries(
        files.filter((name) => !isOutput(name)).map((name) => [name, digestOf(join(kept, name))]),
      ),
      outputs: Object.fromEntries(
        files.filter(isOutput).map((name) => {
          const [, , job, output] = name.split("/");
          return [`${job}.${output}`, readFileSync(join(kept, name), "utf8").replace(/\n$/, "")];
        }),
      ),
    },
  };
}

function output(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    }
    child.once("error", reject);
    child.once("close", () => resolve(text));
  });
}

/** Paths of all files below a folder, relative to it. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** A file's content and whether it may be run. */
export function digestOf(path: string): string {
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  return `${digest.slice(0, 12)}${statSync(path).mode & 0o100 ? " x" : ""}`;
}
