import { type ChildProcess, execFile, spawn } from "node:child_process";
import { relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { promisify } from "node:util";
import { watch as watchFiles } from "chokidar";
import { repositoryRoot } from "../compiler/frontend/project/project.ts";
import { notIgnored, writtenByRuns } from "./watched-files.ts";

const execute = promisify(execFile);

/** Milliseconds in which saves count as one: editors write several files at a time. */
const TOGETHER = 40;
/** Changed files that are named. */
const NAMED = 3;

/** One run at a time, in a process of its own, so that it can be stopped with all that it made removed. */
interface Runs {
  start(options: readonly string[]): void;
  stop(): Promise<void>;
}

/** Watches the repository of a pipeline until it is asked to stop. */
export async function watch(file: string, options: readonly string[]): Promise<void> {
  const root = repositoryRoot(resolve(file));
  const runs = runsOf(file);
  const ignored = await ignoredBelow(root);
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const isWritten = writtenByRuns(options);
  const again = async () => {
    const paths = [...changed];
    changed = new Set();
    const names = await notIgnored(root, paths);
    if (names.length === 0) return;
    await runs.stop();
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
    process.stdout.write(`\nchanged: ${names.slice(0, NAMED).join(", ")}${more}\n`);
    runs.start(options);
  };
  const watcher = watchFiles(root, { ignored: (path) => ignored(path), ignoreInitial: true, followSymlinks: false });
  watcher.on("all", (_event, path) => {
    if (isWritten(path)) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void again(), TOGETHER);
  });
  watcher.on("error", (error) => process.stderr.write(`a folder cannot be watched: ${(error as Error).message}\n`));
  await new Promise<void>((ready) => watcher.once("ready", () => ready()));
  process.stdout.write(`watching ${root}\n`);
  runs.start(options);
  await stopped({ again: (more) => void runs.stop().then(() => runs.start([...options, ...more])) });
  clearTimeout(timer);
  await watcher.close();
  await runs.stop();
}

function runsOf(file: string): Runs {
  let child: ChildProcess | undefined;
  return {
    start(options) {
      // Each run compiles the pipeline anew, with the modules that it imports.
      const args = [process.argv[1] ?? "", "run", file, ...options];
      const started = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
      child = started;
      started.once("exit", () => {
        if (child === started) child = undefined;
      });
    },
    async stop() {
      const running = child;
      if (!running || running.exitCode !== null) return;
      const exited = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      await exited;
    },
  };
}

/** What git ignored when the watch began, which is not watched, and git's own folder. */
async function ignoredBelow(root: string): Promise<(path: string) => boolean> {
  const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
  const { stdout } = await execute("git", args, { cwd: root, maxBuffer: 2 ** 28 }).catch(() => ({ stdout: "" }));
  const names = new Set(stdout.split("\0").flatMap((name) => name.replace(/\/$/, "") || []));
  return (path) => {
    const name = relative(root, path).split(sep).join("/");
    return name === ".git" || /(^|\/)(\.git|node_modules)(\/|$)/.test(name) || names.has(name);
  };
}

interface Keys {
  readonly again: (options: readonly string[]) => void;
}

/** Settles when the watch is ended, by a signal or a key; meanwhile keys start runs. */
function stopped({ again }: Keys): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const end = () => {
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.off("data", typed).pause();
      process.off("SIGINT", end).off("SIGTERM", end);
      resolve();
    };
    const typed = (data: Buffer) => {
      const key = data.toString();
      if (key === "q" || key === "\u0003") end();
      else if (key === "a") again(["--no-cache"]);
      else if (key === "f") again(["--resume"]);
      else if (key === "j") void askJob().then((job) => job && again(["--job", job]));
    };
    const askJob = async () => {
      stdin.setRawMode(false).off("data", typed);
      const lines = createInterface({ input: stdin, output: process.stdout });
      const job = await lines.question("job: ");
      lines.close();
      stdin.setRawMode(true).on("data", typed).resume();
      return job.trim();
    };
    process.on("SIGINT", end).on("SIGTERM", end);
    if (stdin.isTTY) stdin.setRawMode(true).on("data", typed);
  });
}
