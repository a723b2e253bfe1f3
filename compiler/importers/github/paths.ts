import { expandGlob } from "../../expr/index.ts";

/**
 * A filter over paths as globs of the language, which mean the same; undefined: it has what only GitHub reads. There the last
 * pattern that fits decides, here those with `!` leave out whatever came before them (docs: workflow syntax, `on.push.paths`).
 */
export function readPaths(texts: readonly string[]): readonly string[] | undefined {
  const first = texts.findIndex((text) => text.startsWith("!"));
  if (first === 0 || (first > 0 && texts.slice(first).some((text) => !text.startsWith("!")))) return undefined;
  if (texts.length === 0 || texts.some((text) => /[?+[\]{}]/.test(text))) return undefined;
  const all = texts.map(expandGlob);
  return all.every((one) => "globs" in one) ? all.flatMap(({ globs }) => globs) : undefined;
}
