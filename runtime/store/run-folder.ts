import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { filesBelow } from "./evict.ts";
import { isGone, ownerOf } from "./owner.ts";

const OWNER = "owner";

/**
 * Makes a folder for one run's files, with the name of the process that will remove it. Nobody but the user can look into
 * it: the trees of jobs below may be read and changed by every user, as an image may run as any.
 *
 * @throws {DiagnosticError} WB4014 when the file system refuses
 */
export async function makeRunFolder(base: string, name: string): Promise<string> {
  const folder = join(base, "runs", name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeFile(join(folder, OWNER), ownerOf());
  } catch (error) {
    throw new DiagnosticError(diagnostic("WB4014", { folder: base, reason: (error as Error).message }));
  }
  return folder;
}

/** Removes the folders of runs whose process is gone. */
export async function reapRunFolders(base: string): Promise<number> {
  const dead = await deadIn(base);
  await Promise.all(dead.map((folder) => rm(folder, { recursive: true, force: true })));
  return dead.length;
}

/** The folders of runs whose process is gone, with what they take. */
export async function deadRunFolders(
  base: string,
): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  return Promise.all(
    (await deadIn(base)).map(async (path) => {
      const files = await filesBelow(path);
      return { path, bytes: files.reduce((sum, { size }) => sum + size, 0) };
    }),
  );
}

async function deadIn(base: string): Promise<readonly string[]> {
  const runs = join(base, "runs");
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      // Without an owner it is being made, or being removed.
      const owner = await readFile(join(runs, name, OWNER), "utf8").catch(() => "");
      return owner === "" || !isGone(owner) ? [] : [join(runs, name)];
    }),
  );
  return found.flat();
}

/** A folder for what the jobs of a run hand on. */
export interface RunFiles {
  readonly path: string;
  /** Removes it, and those of runs that were killed. */
  remove(): Promise<void>;
}

/**
 * Where it lies beside what is kept, files pass from one to the other without being copied. A store that cannot be written
 * is no reason not to run.
 */
export async function runFiles(store: string | undefined, id: string): Promise<RunFiles> {
  const beside = store && (await makeRunFolder(store, id).catch(() => undefined));
  const path = beside ?? (await mkdtemp(join(tmpdir(), "waybill-")));
  const reaping = beside ? reapRunFolders(store).catch(() => {}) : undefined;
  return {
    path,
    async remove() {
      await reaping;
      await rm(path, { recursive: true, force: true });
    },
  };
}
