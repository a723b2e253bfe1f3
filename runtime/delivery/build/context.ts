import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Ignore } from "@balena/dockerignore";
import { Pack } from "tar";

// The library is CommonJS whose types speak of a default export that it does not have here.
const dockerignore = createRequire(import.meta.url)("@balena/dockerignore") as (options: object) => Ignore;

export interface Context {
  /** The folder, absolute. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** Seconds since the epoch that every file is dated to, so that a commit always gives the same image. */
  readonly time: number;
}

/**
 * The build context as a tar stream, read from the disk as fast as the engine takes it and never held as a whole.
 * Owners, dates and the group's right to write are left out: they belong to the machine and not to the commit.
 */
export async function contextStream({ folder, dockerfile, time }: Context): Promise<Readable> {
  const patterns = await ignorePatterns(folder, dockerfile);
  const pack = new Pack({ cwd: folder, portable: true, noDirRecurse: true, mtime: new Date(time * 1000) });
  const fill = async () => {
    for await (const path of includedPaths(folder, patterns)) pack.add(path);
    pack.end();
  };
  // A file that vanishes meanwhile ends the stream with an error, which is the build's.
  fill().catch((error) => pack.emit("error", error));
  return Readable.from(pack, { objectMode: false });
}

/** Whoever builds from a Dockerfile of another name may give it an ignore file of its own, as with the docker command. */
async function ignorePatterns(folder: string, dockerfile: string): Promise<readonly string[]> {
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const text = (await read(`${dockerfile}.dockerignore`)) ?? (await read(".dockerignore"));
  if (text === undefined) return [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  // The builder needs the Dockerfile itself even where it is ignored.
  return [...lines.filter((line) => line.trim() && !line.startsWith("#")), `!${dockerfile}`];
}

/**
 * Files, links and folders that are part of the context, relative to it, folders before what is in them.
 *
 * @param patterns lines of a `.dockerignore` file
 */
export async function* includedPaths(folder: string, patterns: readonly string[], below = ""): AsyncGenerator<string> {
  const ignore = dockerignore({ ignorecase: false }).add([...patterns]);
  const exceptions = patterns
    .map((line) => line.trim())
    .filter((line) => line.startsWith("!"))
    .map((line) => `${line.slice(1).trim().replace(/^\/+/, "")}/`);
  yield* walk(below);

  async function* walk(from: string): AsyncGenerator<string> {
    const entries = await readdir(join(folder, from), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = from ? `${from}/${entry.name}` : entry.name;
      const ignored = ignore.ignores(path);
      if (!ignored && (entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())) yield path;
      // Docker looks into an ignored folder only where an exception names something below it (moby, pkg/archive).
      if (entry.isDirectory() && (!ignored || exceptions.some((one) => one.startsWith(`${path}/`)))) yield* walk(path);
    }
  }
}
