import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { repository } from "../repository.ts";

/** A repository of its own with a copy of an example, committed on `main`; removed when the test ends. */
export interface Workspace {
  readonly folder: string;
  /** Replaces text in a file; the text must be there. Commit it to be part of a later run's commit. */
  edit(file: string, from: string, to: string): Promise<void>;
  commit(message: string): Promise<void>;
  /** Paths that differ from the last commit, or that it does not know. */
  changes(): Promise<string>;
}

export async function workspace(example: string): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), `waybill-${example}-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(repository, "examples", example), folder, { recursive: true });
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const git = (...args: string[]) => execa("git", [...identity, ...args], { cwd: folder });
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
  };
  await git("init", "--quiet", "--initial-branch", "main");
  await commit("Start");
  return {
    folder,
    commit,
    edit: async (file, from, to) => {
      const text = await readFile(join(folder, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      await writeFile(join(folder, file), text.replaceAll(from, to));
    },
    changes: async () => (await git("status", "--porcelain")).stdout,
  };
}
