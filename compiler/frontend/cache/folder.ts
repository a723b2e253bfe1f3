import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isBuilt } from "../project/package.ts";
import type { Project } from "../project/project.ts";

/**
 * Where compilations are kept: `node_modules/.cache/waybill` of the repository when it has packages installed, else
 * `waybill` in the user's cache folder.
 */
export function cacheFolder({ root }: Pick<Project, "root">): string {
  const packages = join(root, "node_modules");
  if (existsSync(packages) && isWritable(packages)) return join(packages, ".cache/waybill");
  return userCacheFolder();
}

/** `waybill` in the user's cache folder. */
export function userCacheFolder(): string {
  const { XDG_CACHE_HOME: home } = process.env;
  // The specification tells to ignore a relative path.
  return join(home && isAbsolute(home) ? home : join(homedir(), ".cache"), "waybill");
}

/** The same, or none while the compiler itself is being worked on: nothing tells one state of it from the next. */
export function defaultCache(project: Pick<Project, "root">): string | undefined {
  return isBuilt ? cacheFolder(project) : undefined;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
