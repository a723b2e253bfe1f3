import { changed } from "../../expr/build.ts";
import { globProblem } from "../../expr/glob.ts";
import type { Expr } from "../../expr/model.ts";
import { opaque } from "../foreign.ts";

/**
 * Globs of `changes`, which are Ruby's `File.fnmatch` with `FNM_PATHNAME`, `FNM_DOTMATCH` and `FNM_EXTGLOB`: `**` goes
 * through folders only with a `/` behind it (docs: ci/yaml, `rules:changes`).
 */
export function readChanges(globs: readonly string[]): Expr {
  const read = globs.flatMap(bracesOf).map(ours);
  const odd = read.some((glob) => globProblem(glob) !== undefined);
  return odd ? opaque(`changes ${JSON.stringify([...globs].toSorted())}`) : changed(...read);
}

/** The glob in the language's own dialect. */
function ours(glob: string): string {
  const segments = glob.replace(/^\.\//, "").split("/");
  const read = segments.map((segment, index) => {
    const last = index === segments.length - 1;
    return segment === "**" && last ? "*" : segment.replace(/\*{2,}(?=.)|(?<=.)\*{2,}/g, "*");
  });
  // `dir/**/*` is all that is inside.
  if (read.length > 1 && read.at(-1) === "*" && read.at(-2) === "**") read.pop();
  return read.join("/");
}

/** `{a,b}` written out. */
function bracesOf(glob: string): readonly string[] {
  const found = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(glob);
  if (!found) return [glob];
  const [, before, options, after] = found as unknown as readonly [string, string, string, string];
  return options.split(",").flatMap((option) => bracesOf(`${before}${option}${after}`));
}
