import { extname } from "node:path";
import { isUtf8 } from "node:buffer";
import type { Loader } from "esbuild";
import type { Gate } from "../files/gate.ts";
import type { REFUSALS } from "../files/refusal.ts";

/** Bytes of source text that all files of a bundle may have together. */
export const LARGEST_BUNDLE = 64 * 1024 * 1024;
export const TOO_LARGE = "what it imports has more than 64 MiB";

/** How files are read, by the ending of their names. Files of packages without one are scripts. */
const LOADERS: ReadonlyMap<string, Loader> = new Map([
  ["", "js"],
  ...[".js", ".mjs", ".cjs"].map((name): [string, Loader] => [name, "js"]),
  ...[".ts", ".mts", ".cts"].map((name): [string, Loader] => [name, "ts"]),
  [".jsx", "jsx"],
  [".tsx", "tsx"],
  [".json", "json"],
  [".txt", "text"],
]);

export type Source =
  | { readonly contents: string; readonly loader: Loader }
  | { readonly refused: keyof typeof REFUSALS };

/** Reads a file that a pipeline or a package imports, where the gate admits it and it is of a known kind. */
export function readSource(gate: Gate, path: string, attributes: Readonly<Record<string, string>>): Source {
  const { type } = attributes;
  const loader = type === undefined ? LOADERS.get(extname(path).toLowerCase()) : BY_ATTRIBUTE.get(type);
  const read = gate.read(path);
  if ("refused" in read) return read;
  if (loader === undefined) return { refused: "kind" };
  if (!isUtf8(read.content)) return { refused: "not text" };
  const text = read.content.toString("utf8");
  return { contents: loader === "json" || loader === "text" ? text : withoutMapReference(text), loader };
}

const BY_ATTRIBUTE: ReadonlyMap<string, Loader> = new Map([
  ["json", "json"],
  ["text", "text"],
]);

/** A reference to a source map names any file, and esbuild would read it. */
export function withoutMapReference(text: string): string {
  return text.replace(/(\/[/*][#@]\s*)sourceMappingURL=/g, "$1sourceMapping =");
}
