import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type Docker from "dockerode";
import { execIn } from "./exec.ts";
import { WORKSPACE } from "./shell.ts";

/** What the working directory of a container was at several moments. */
export interface KeptTree {
  keep(index: number): Promise<void>;
  restore(index: number): Promise<void>;
  /** Removes what was kept. */
  close(): Promise<void>;
}

/** Everything in a folder, names that begin with a dot too. */
const EMPTY = "rm -rf ./* ./.[!.]* ./..?*";

/**
 * Keeps archives of the working directory as the engine makes them, with owners, times and links, on this machine. What a
 * step does elsewhere in its container stays.
 */
export function keptTree(engine: Docker, container: Docker.Container): KeptTree {
  let folder: Promise<string> | undefined;
  const archive = async (index: number) => {
    folder ??= mkdtemp(join(tmpdir(), "waybill-"));
    return join(await folder, `${index}.tar`);
  };
  return {
    async keep(index) {
      const source = await container.getArchive({ path: WORKSPACE });
      await pipeline(source as unknown as Readable, createWriteStream(await archive(index), { mode: 0o600 }));
    },
    async restore(index) {
      // Files of every user go.
      const argv = ["sh", "-c", `cd ${WORKSPACE} && ${EMPTY}`];
      const { exitCode, output } = await execIn(engine, container, argv, "0");
      if (exitCode !== 0) throw new Error(`its working directory cannot be emptied: ${output.trim() || exitCode}`);
      await container.putArchive(createReadStream(await archive(index)), { path: "/" });
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
