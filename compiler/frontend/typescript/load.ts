import { isAscii } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import type * as TypeScript from "typescript";
import { writeAtExit } from "../cache/at-exit.ts";

export type { TypeScript };

let loaded: typeof TypeScript | undefined;

/**
 * The TypeScript compiler. With a folder, V8's code cache is kept there: it is made when the process ends, so that it holds
 * what a check has compiled, and saves the next process most of the loading time.
 */
export function loadTypeScript(folder: string | undefined): typeof TypeScript {
  loaded ??= folder === undefined ? createRequire(import.meta.url)("typescript") : loadCached(folder);
  return loaded as typeof TypeScript;
}

type Wrapper = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

function loadCached(folder: string): typeof TypeScript {
  const require = createRequire(import.meta.url);
  const file = require.resolve("typescript");
  const source = `(function (exports, require, module, __filename, __dirname) {${sourceText(file)}\n})`;
  const cache = join(folder, cacheName(require, file));
  const cachedData = read(cache);
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  // V8 compares its own version, its flags and the source's length; what it refuses is written anew.
  if (!cachedData || script.cachedDataRejected) writeAtExit(cache, () => sealed(script.createCachedData()));
  const module = { exports: {} as typeof TypeScript };
  const run = script.runInThisContext() as Wrapper;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

/** Nine megabytes: where they are plain ASCII, as they are, reading them as such takes half the time. */
function sourceText(file: string): string {
  const bytes = readFileSync(file);
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

/** One file for each TypeScript that is installed, each version of V8 and each processor. */
function cacheName(require: NodeJS.Require, file: string): string {
  const { version } = require("typescript/package.json") as { readonly version: string };
  const { size, mtimeMs } = statSync(file);
  return `typescript-${version}-${size}-${Math.floor(mtimeMs)}-v8-${process.versions.v8}-${arch()}.bin`;
}

/** V8 trusts what it reads, and brings the process down over a single wrong byte: so the data end in their own checksum. */
function sealed(data: Buffer): Buffer {
  return Buffer.concat([data, checksum(data)]);
}

const CHECKSUM = 4;

function checksum(data: Buffer): Buffer {
  const bytes = Buffer.alloc(CHECKSUM);
  bytes.writeUInt32LE(crc32(data));
  return bytes;
}

/** Data that were cut short or changed count as absent. */
function read(path: string): Buffer | undefined {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch {
    return undefined;
  }
  const end = Math.max(0, content.length - CHECKSUM);
  const data = content.subarray(0, end);
  return checksum(data).equals(content.subarray(end)) ? data : undefined;
}
