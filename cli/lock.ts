import { join, relative } from "node:path";
import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import { LOCK_FILE, type Lock, NO_LOCK, parseLock } from "../compiler/lock/index.ts";
import { textOf } from "./show.ts";

export interface LoadedLock {
  readonly lock: Lock;
  /** Where it is, or would be. */
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The lock of a repository; an empty one where there is none. */
export function loadLock(root: string): LoadedLock {
  const path = join(root, LOCK_FILE);
  const text = textOf(path);
  if (text === undefined) return { lock: NO_LOCK, path, diagnostics: [] };
  const { lock = NO_LOCK, diagnostics } = parseLock(text, relative("", path));
  return { lock, path, diagnostics };
}
