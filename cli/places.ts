import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { Emitted } from "../compiler/emit.ts";
import { textOf } from "./show.ts";

/** What one pipeline is compiled to, or several that share their files. */
export interface Compiled extends Emitted {
  readonly root: string;
}

/** A text with the file that it belongs in, absolute. */
export interface PlacedFile {
  readonly of: Compiled;
  readonly place: string;
  readonly text: string;
}

/**
 * Where everything goes: by default where the provider looks for it; `--out` names another file, or with a `/` at its end a
 * folder in which all files have their usual places.
 */
export function placesOf(
  compiled: readonly Compiled[],
  out: string | undefined,
): { readonly placed: readonly PlacedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const all = compiled.flatMap((of) => of.files.map((file) => ({ of, ...file })));
  const isFolder = out === undefined || out.endsWith("/");
  if (!isFolder && out !== "-" && all.length > 1) {
    return { placed: [], diagnostics: [diagnostic("WB1110", { out, count: String(all.length) })] };
  }
  const place = (root: string, path: string) => (isFolder ? join(out ? resolve(out) : root, path) : resolve(out));
  const placed = all.map(({ of, path, text }) => ({ of, text, place: place(of.root, path) }));
  return { placed, diagnostics: out === "-" ? [] : [...shared(placed), ...foreign(placed)] };
}

/** Files that two pipelines would be written to. Some file systems do not tell capitals apart. */
function shared(placed: readonly PlacedFile[]): readonly Diagnostic[] {
  const owners = new Map<string, Compiled>();
  return placed.flatMap(({ place, of }) => {
    const first = owners.get(place.toLowerCase()) ?? of;
    owners.set(place.toLowerCase(), first);
    if (first === of) return [];
    const [one, other] = [first.graphs[0]!, of.graphs[0]!];
    const related = [{ message: `${one.name} is here`, at: one.location }];
    const values = { one: one.name, other: other.name, file: relative("", place) };
    return [diagnostic("WB3092", values, { at: other.location, related })];
  });
}

/** Files that were made from another pipeline, which is still there and not among these. */
function foreign(placed: readonly PlacedFile[]): readonly Diagnostic[] {
  return placed.flatMap(({ place, of: { graphs, root } }) => {
    const sources = /^# Made from (.+) by Waybill\./.exec(textOf(place) ?? "")?.[1]?.split(", ") ?? [];
    const made = sources.find((one) => graphs.every(({ source }) => source !== one) && existsSync(resolve(root, one)));
    if (made === undefined) return [];
    const values = { file: relative("", place), made, pipeline: graphs.map(({ name }) => name).join(", ") };
    return [diagnostic("WB1111", values, { at: graphs[0]!.location })];
  });
}
