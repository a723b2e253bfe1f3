import { spawn } from "node:child_process";
import { fstatSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";

/** Options of `waybill run` that name a folder which the run writes into. */
const WRITTEN = ["--artifacts", "--records"];

/**
 * Whether a file is written by the runs themselves: one that standard output or standard error goes into, or one below a
 * folder that an option names.
 *
 * @param options - Of `waybill run`.
 */
export function writtenByRuns(options: readonly string[]): (path: string) => boolean {
  const outputs = [1, 2].flatMap((descriptor) => {
    const stats = fstatSync(descriptor);
    return stats.isFile() ? [`${stats.dev} ${stats.ino}`] : [];
  });
  const folders = options.flatMap((option, index) => {
    const [name = "", value = options[index + 1]] = option.split("=", 2);
    return WRITTEN.includes(name) && value !== undefined ? [resolve(value)] : [];
  });
  return (path) => {
    if (folders.some((folder) => path === folder || path.startsWith(`${folder}${sep}`))) return true;
    if (outputs.length === 0) return false;
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && outputs.includes(`${stats.dev} ${stats.ino}`);
  };
}

/** Those of some files that git does not ignore, as its rules are now; all of them where there is no repository. */
export async function notIgnored(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const names = paths.map((path) => relative(root, path).split(sep).join("/"));
  const child = spawn("git", ["check-ignore", "-z", "--stdin"], { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.on("error", () => {});
  child.stdin.end(names.map((name) => `${name}\0`).join(""));
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  // 1: none is ignored; 128: no repository.
  const ended = new Promise<number>((done) => {
    child.once("error", () => done(128));
    child.once("close", (code) => done(code ?? 128));
  });
  if ((await ended) !== 0) return names;
  const ignored = new Set(Buffer.concat(parts).toString("utf8").split("\0"));
  return names.filter((name) => !ignored.has(name));
}
