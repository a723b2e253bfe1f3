import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { cacheFolder as compilations } from "../compiler/frontend/cache/folder.ts";
import { snapshotFolder } from "../compiler/frontend/checker/snapshot.ts";
import { sizeText } from "../runtime/size.ts";
import { filesBelow } from "../runtime/store/evict.ts";
import { cacheFolder } from "../runtime/store/location.ts";
import { deadRunFolders } from "../runtime/store/run-folder.ts";
import { openStore } from "../runtime/store/store.ts";
import { treesFolder } from "../runtime/tree/snapshot.ts";
import { repositoryAbove } from "./load.ts";
import { show, textOf } from "./show.ts";

interface CleanOptions {
  readonly cache?: true;
  readonly dryRun?: true;
  readonly root?: string;
}

/** Something that can go. */
interface Part {
  /** As in `2 volumes of runs that are gone`. */
  readonly what: string;
  readonly bytes: number;
  remove(): Promise<unknown>;
}

/** `waybill clean`: removes what runs that were killed have left, and on request all that is kept to save time. */
export function cleanCommand(): Command {
  return new Command("clean")
    .description("Remove what killed runs left on the Docker Engine and on this machine.")
    .option(
      "--cache",
      "also remove stored data: results, caches, compilations, the type checker, snapshots of source trees",
    )
    .option("--dry-run", "list what would be removed, and remove nothing")
    .option(
      "--root <folder>",
      "the repository whose compilations are removed (default: found from the working directory)",
    )
    .addHelpText(
      "after",
      `
The command keeps everything that belongs to a run in progress, and the records of builds.

  waybill clean
  waybill clean --dry-run
  waybill clean --cache`,
    )
    .action(async (options: CleanOptions) => {
      try {
        const parts = [
          ...(await onEngine()),
          ...(await runFolders()),
          ...(await failed()),
          ...(options.cache ? await kept(options) : []),
        ];
        await clean(parts, options);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, textOf);
      }
    });
}

async function clean(parts: readonly Part[], { dryRun }: CleanOptions): Promise<void> {
  if (parts.length === 0) return void process.stdout.write("there is nothing to remove\n");
  for (const { what, bytes, remove } of parts) {
    if (!dryRun) await remove();
    process.stdout.write(`${dryRun ? "would remove" : "removed"} ${what} (${sizeText(bytes)})\n`);
  }
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  process.stdout.write(`${dryRun ? "this would free" : "freed"} ${sizeText(bytes)}\n`);
}

/** Without an engine, what runs as local processes have left can go all the same. */
async function onEngine(): Promise<readonly Part[]> {
  const [{ connect }, { leftovers }] = await Promise.all([
    import("../runtime/engine/connect.ts"),
    import("../runtime/executors/docker/leftovers.ts"),
  ]);
  try {
    const { containers, networks, volumes, bytes, remove } = await leftovers(await connect());
    const found = [
      ...(containers > 0 ? [count(containers, "container")] : []),
      ...(networks > 0 ? [count(networks, "network")] : []),
      ...(volumes > 0 ? [count(volumes, "volume")] : []),
    ];
    return found.length > 0 ? [{ what: `${found.join(", ")} of runs that are gone`, bytes, remove }] : [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    process.stderr.write(
      `the Docker Engine was not cleaned: ${error.diagnostics.map(({ message }) => message).join("; ")}\n`,
    );
    return [];
  }
}

async function runFolders(): Promise<readonly Part[]> {
  const bases = [cacheFolder(), openStore().folder];
  const folders = (await Promise.all(bases.map(deadRunFolders))).flat();
  if (folders.length === 0) return [];
  const bytes = folders.reduce((sum, folder) => sum + folder.bytes, 0);
  const remove = async () => {
    for (const { path } of folders) await trying(path, () => rm(path, { recursive: true, force: true }));
  };
  return [{ what: `${count(folders.length, "folder")} of runs that are gone`, bytes, remove }];
}

async function failed(): Promise<readonly Part[]> {
  const folder = join(cacheFolder(), "failed");
  const checkouts = await readdir(folder).catch(() => []);
  const jobs = (await Promise.all(checkouts.map((name) => readdir(join(folder, name)).catch(() => [])))).flat();
  if (jobs.length === 0) return [];
  const bytes = (await filesBelow(folder)).reduce((sum, { size }) => sum + size, 0);
  const { removeFolder } = await import("../runtime/executors/host/remove.ts");
  return [{ what: count(jobs.length, "failed job"), bytes, remove: () => trying(folder, () => removeFolder(folder)) }];
}

async function kept({ root }: CleanOptions): Promise<readonly Part[]> {
  const store = openStore();
  const { files, bytes } = await store.holds();
  const results: Part = {
    ...{ what: `${count(files, "file")} of results and caches in ${store.folder}`, bytes },
    remove: () => trying(store.folder, () => store.empty()),
  };
  const compiled = compilations({ root: resolve(root ?? repositoryAbove(process.cwd())) });
  return [
    ...(files > 0 ? [results] : []),
    ...(await filesOf("compilations", compiled)),
    ...(await filesOf("the prepared type checker", snapshotFolder())),
    ...(await snapshots()),
  ];
}

async function snapshots(): Promise<readonly Part[]> {
  const folder = treesFolder(cacheFolder());
  const trees = await readdir(folder).catch(() => []);
  if (trees.length === 0) return [];
  const bytes = (await filesBelow(folder)).reduce((sum, { size }) => sum + size, 0);
  const remove = () => trying(folder, () => rm(folder, { recursive: true, force: true }));
  return [{ what: `${count(trees.length, "snapshot")} of source trees in ${folder}`, bytes, remove }];
}

/** The files that lie in a folder itself; the folders beside them may be the user's other caches. */
async function filesOf(what: string, folder: string): Promise<readonly Part[]> {
  const files = await filesIn(folder);
  if (files.length === 0) return [];
  const remove = async () => {
    for (const { path } of files) await trying(folder, () => rm(path, { force: true }));
  };
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  return [{ what: `${count(files.length, "file")} of ${what} in ${folder}`, bytes, remove }];
}

async function filesIn(folder: string): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  return Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

async function trying(folder: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new DiagnosticError(diagnostic("WB4014", { folder, reason: (error as Error).message }));
  }
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
