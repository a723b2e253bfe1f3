import { createHmac, timingSafeEqual } from "node:crypto";
import { basename } from "node:path";
import { textOfRegular } from "../files/regular.ts";
import { cacheKey } from "./key.ts";
import { writeCached } from "./write.ts";

/**
 * Keeps a value as JSON, below a seal that only this user's compiler can make. It appears in one step; a folder that cannot
 * be written keeps nothing.
 */
export function writeSealed(file: string, value: unknown): void {
  const key = cacheKey();
  if (!key) return;
  const body = JSON.stringify(value);
  writeCached(file, `${seal(key, file, body)}\n${body}`);
}

/**
 * A value that was kept. An entry that its seal does not fit counts as absent: it was cut short or edited, it is of another
 * format, or somebody else put it there.
 */
export function readSealed<T>(file: string): T | undefined {
  const text = textOfRegular(file);
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end < 0) return undefined;
  const key = cacheKey();
  const body = text.slice(end + 1);
  return key && isSame(seal(key, file, body), text.slice(0, end)) ? (JSON.parse(body) as T) : undefined;
}

/** The name is part of it, so that no entry can take another's place. */
function seal(key: Buffer, file: string, body: string): string {
  return createHmac("sha256", key)
    .update(`${basename(file)}\0`)
    .update(body)
    .digest("base64url");
}

function isSame(expected: string, found: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(found)];
  return a.length === b.length && timingSafeEqual(a, b);
}
