import { chmod, copyFile, mkdir, readdir, realpath, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git, gitLine } from "../git.ts";

/**
 * The repository of a source tree, from which jobs get one each: the history is shared, and everything that git writes
 * goes into the job's own.
 */
export interface Repository {
  /** Folders of the objects: that of the repository, and those that it takes more from. */
  readonly objects: string;
  /**
   * Writes a repository for a copy of the tree: HEAD, refs and index as they are, so that edits are edits; no remotes, hooks,
   * credentials or other settings of the user.
   *
   * @param folder - The `.git` to write. What is there is replaced.
   * @param objects - Where git finds {@link Repository.objects} when it works in the copy.
   */
  write(folder: string, objects: string): Promise<void>;
}

/** Settings that say how files of the tree are to be compared with the history, and nothing else. */
const SETTINGS: readonly string[] = ["filemode", "symlinks", "ignorecase", "precomposeunicode", "autocrlf", "eol"];
const REFS: readonly string[] = ["refs/heads", "refs/tags", "refs/remotes", "refs/notes", "refs/replace"];

/** Undefined: the folder is not the top of a repository's working tree, or git is too old (2.31) to say so. */
export async function repositoryOf(root: string): Promise<Repository | undefined> {
  const names = ["--git-common-dir", "--show-toplevel", "--git-path", "objects", "--git-path", "index"];
  const lines = (await gitLine(root, "rev-parse", "--path-format=absolute", ...names))?.split("\n");
  if (lines?.length !== 4) return undefined;
  const [common = "", top = "", objects = "", index = ""] = lines;
  if ((await realpath(top)) !== (await realpath(root))) return undefined;
  const format = (await gitLine(root, "rev-parse", "--show-object-format")) ?? "sha1";
  const branch = await gitLine(root, "symbolic-ref", "-q", "HEAD");
  const head = branch === undefined ? await gitLine(root, "rev-parse", "HEAD") : `ref: ${branch}`;
  if (head === undefined) return undefined;
  const refs = (await git(root, "for-each-ref", "--format=%(objectname) %(refname)", ...REFS)) ?? "";
  const settings = await Promise.all(
    SETTINGS.map(async (name) => ({ name, value: await gitLine(root, "config", "--get", `core.${name}`) })),
  );
  const config = [
    ...["[core]", `\trepositoryformatversion = ${format === "sha1" ? 0 : 1}`, "\tbare = false"],
    // A copy has other inodes and times of change: size, mode and the seconds of the last edit tell an edit.
    ...["\tcheckStat = minimal", "\ttrustctime = false"],
    ...settings.flatMap(({ name, value }) => (value === undefined ? [] : [`\t${name} = ${value}`])),
    ...(format === "sha1" ? [] : ["[extensions]", `\tobjectFormat = ${format}`]),
    ...["[gc]", "\tauto = 0", ""],
  ];
  return {
    objects,
    async write(folder, seen) {
      const at = (...names: readonly string[]) => join(folder, ...names);
      await rm(folder, { recursive: true, force: true });
      for (const path of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "info"]) {
        await mkdir(at(path), { recursive: true });
      }
      await writeFile(at("HEAD"), `${head}\n`);
      await writeFile(at("config"), config.join("\n"));
      await writeFile(at("packed-refs"), refs);
      await writeFile(at("objects/info/alternates"), `${seen}\n`);
      await copyIfThere(join(common, "shallow"), at("shallow"));
      await copyIfThere(join(common, "info/exclude"), at("info/exclude"));
      // A split index refers to a file beside it.
      const beside = (await readdir(dirname(index))).filter((name) => name.startsWith("sharedindex."));
      for (const name of beside) await copyIfThere(join(dirname(index), name), at(name));
      await copyIfThere(index, at("index"));
      await openToAll(folder);
    },
  };
}

/** Copies a file with its time: git compares that of the index with those of the files. */
async function copyIfThere(from: string, to: string): Promise<void> {
  const stats = await stat(from).catch(() => undefined);
  if (!stats?.isFile()) return;
  await copyFile(from, to);
  await utimes(to, stats.atimeMs / 1000, Math.floor(stats.mtimeMs) / 1000);
}

/** As the rest of the copy is, because a job's image may run as any user. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o777);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else await chmod(path, 0o666);
  }
}
