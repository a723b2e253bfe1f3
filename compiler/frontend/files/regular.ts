import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** Bytes that one file may have. */
export const LARGEST_FILE = 64 * 1024 * 1024;

export type Content = { readonly content: Buffer } | { readonly refused: "missing" | "not a file" | "too large" };

/**
 * Reads a regular file. A named pipe, a device or a folder is refused without being read: such a read may never end. The
 * check is made on the open file, so that nothing can take its place in between.
 */
export function readRegular(path: string): Content {
  let file: number | undefined;
  try {
    // `O_NONBLOCK` opens a named pipe without a wait for its writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) return { refused: "not a file" };
    if (stats.size > LARGEST_FILE) return { refused: "too large" };
    return { content: readFileSync(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { refused: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "not a file" };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text of a regular file as UTF-8; undefined of what cannot be read. */
export function textOfRegular(path: string): string | undefined {
  const read = readRegular(path);
  return "content" in read ? read.content.toString("utf8") : undefined;
}
