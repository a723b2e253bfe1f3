import { writeCached } from "./write.ts";

const writes = new Map<string, () => string | Uint8Array>();

/**
 * Writes a file of the cache when the process ends: after whatever the user waits for, and with all that was learned until
 * then. Of several contents for one path the first counts.
 */
export function writeAtExit(path: string, content: () => string | Uint8Array): void {
  if (writes.size === 0) process.once("exit", flush);
  if (!writes.has(path)) writes.set(path, content);
}

function flush(): void {
  for (const [path, content] of writes) writeCached(path, content());
}
