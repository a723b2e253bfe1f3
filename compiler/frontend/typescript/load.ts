import { isAscii } from "node:buffer";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
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
  const cache = join(folder, cacheName(require));
  const cachedData = contentOf(cache);
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  // V8 compares its own version, its flags and the source's length; what it refuses is written anew.
  if (!cachedData || script.cachedDataRejected) writeAtExit(cache, () => script.createCachedData());
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

/** One file for each version of TypeScript, of V8 and each processor. */
function cacheName(require: NodeJS.Require): string {
  const { version } = require("typescript/package.json") as { readonly version: string };
  return `typescript-${version}-v8-${process.versions.v8}-${arch()}.bin`;
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
