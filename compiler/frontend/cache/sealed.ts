import { readFileSync } from "node:fs";
import { digest } from "../program/inputs.ts";
import { writeCached } from "./write.ts";

/** Keeps a value as JSON, below its own digest. It appears in one step; a folder that cannot be written keeps nothing. */
export function writeSealed(file: string, value: unknown): void {
  const body = JSON.stringify(value);
  writeCached(file, `${digest(body)}\n${body}`);
}

/** A value that was kept. What its own digest does not fit (cut short, edited, another format) counts as absent. */
export function readSealed<T>(file: string): T | undefined {
  const text = textOf(file);
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end < 0) return undefined;
  const body = text.slice(end + 1);
  return digest(body) === text.slice(0, end) ? (JSON.parse(body) as T) : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
