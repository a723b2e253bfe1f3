import { readdirSync, statSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { userCacheFolder } from "../cache/folder.ts";
import { digest } from "../program/inputs.ts";
import { compilerIdentity } from "../project/package.ts";
import { typeScriptFile } from "../typescript/load.ts";

/** Where snapshots of the checker are kept: with the user, as all of the user's repositories need the same. */
export const snapshotFolder = (): string => join(userCacheFolder(), "checker");

/** Tells apart what a snapshot depends on: this build of the compiler and Node, which the identity has, TypeScript, the processor. */
export function snapshotKey(): string {
  const typescript = typeScriptFile();
  const { size, mtimeMs } = statSync(typescript);
  const made = [compilerIdentity(), typescript, size, mtimeMs, arch()];
  return digest(made.join("\0")).slice(0, 22);
}

/** V8 trusts what it reads, and a wrong byte can make anything of it: so a snapshot's name ends in its checksum. */
export const snapshotName = (key: string, content: Uint8Array): string => `${key}-${crc32(content)}.snapshot`;

/** The snapshot of a key, if there is one. */
export function findSnapshot(key: string): string | undefined {
  return snapshotFiles().find((name) => name.startsWith(`${key}-`));
}

/** The names in the folder. */
export function snapshotFiles(): readonly string[] {
  try {
    return readdirSync(snapshotFolder());
  } catch {
    return [];
  }
}
