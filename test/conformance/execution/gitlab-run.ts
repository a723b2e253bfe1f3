import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { EmittedFile } from "../../../compiler/targets/target.ts";

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
  /** A git repository that has the sources, and none of the files that were emitted. */
  readonly folder: string;
  readonly files: readonly EmittedFile[];
  readonly socketPath: string;
  /** With bash and rsync, for what gitlab-ci-local does around a job. */
  readonly helperImage: string;
  readonly options?: readonly string[];
}

const STATUS = { PASS: "succeeded", WARN: "allowed", FAIL: "failed" } as const;

/** Runs an emitted file on Docker, by gitlab-ci-local, each job in its own image. */
export async function runOnGitLab(run: GitLabRun): Promise<{ readonly ending: Ending; readonly log: string }> {
  const { folder, files: emitted, socketPath, helperImage } = run;
  execFileSync("git", ["remote", "add", "origin", "https://gitlab.example.com/group/project.git"], { cwd: folder });
  for (const { path, text } of emitted) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    // What git does not know is not part of a job's checkout.
    execFileSync("git", ["add", path], { cwd: folder });
  }
  const args = [TOOL, "--helper-image", helperImage, "--pull-policy", "if-not-present", "--no-artifacts-to-source"];
  const log = await output([...args, ...(run.options ?? [])], folder, {
    ...process.env,
    DOCKER_HOST: `unix://${socketPath}`,
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  });
  const report = [...log.matchAll(/^ *(PASS|WARN|FAIL) +([\w-]+|\[.+\] -> .+\]) *(?:pre_script *)?$/gm)];
  // What found that it was not to run ended well there.
  const skipped = new Set([...log.matchAll(/^([\w-]+) *> Skipped: /gm)].map(([, job]) => job));
  const jobs = Object.fromEntries(
    report
      .filter(([, , job]) => !skipped.has(job))
      .map(([, word, job]) => [instanceName(job as string), STATUS[word as keyof typeof STATUS]]),
  );
  const kept = join(folder, ".gitlab-ci-local", "artifacts");
  const files = existsSync(kept) ? filesBelow(kept) : [];
  const isOutput = (name: string) => /^[^/]+\/\.waybill\/[^/]+\/(?!pipeline\.yml$)/.test(name);
  return {
    log,
    ending: {
      jobs,
      artifacts: Object.fromEntries(
        files.filter((name) => !/^[^/]+\/\.waybill\//.test(name)).map((name) => [name, digestOf(join(kept, name))]),
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

/** `[check] -> check: [unit,20]`, of a child pipeline, is `check-unit-20` here. */
const instanceName = (job: string): string =>
  job.replace(/^\[.+\] -> (.+): \[(.+)\]$/, (_, name: string, values: string) =>
    [name, ...values.split(",")].join("-"),
  );

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
