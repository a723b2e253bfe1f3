import type { Draw } from "./draw.ts";
import { list, type Node, value } from "./node.ts";

/** Texts that files, shells and expressions might each take for something else. */
const ODD = [
  "plain",
  "it's",
  'a "b" c',
  "$HOME $$ ${CI_JOB_TOKEN}",
  "a\nb\n",
  "on",
  "0755",
  "1:30",
  "# no comment",
  "{{.ID}}",
  "- x: y",
  " edge ",
  "",
  "ümlaut 😀",
  "back\\slash",
  "%s",
  "`id`",
  "x\u2028y: z",
  "\u0085",
  "\u007f",
  "tab\tand\rreturn",
  "<<EOF",
] as const;

export const oddText = (draw: Draw): string => draw.pick(ODD);

export const SCRIPTS = [
  "npm test",
  "cat a | sort",
  "cat <<EOF\nEND\n$HOME\nEOF",
  "echo 'quoted' \"$TOKEN\"",
  'for f in *; do\n  echo "$f"\ndone',
  "\ttabs\t\nEND\nEND_1",
  'echo version=1 >> "$WAYBILL_OUTPUT"',
  "printf '%s\\n' \\\n  a b",
  "true # trailing  \n\n",
  "# only a comment",
] as const;

export const word = (draw: Draw, from: readonly [string, ...string[]]): Node => value(draw.pick(from));
export const flag = (draw: Draw): Node => value(draw.maybe(2));

/** Some of the words, in order; at least one. */
export function some(draw: Draw, from: readonly [string, ...string[]]): Node {
  const kept = from.filter(() => draw.maybe(2));
  return list((kept.length > 0 ? kept : [from[0]]).map((one) => draw.right(value(one))));
}

/** One word, or a list of some. */
export const oneOrSome = (draw: Draw, from: readonly [string, ...string[]]): Node =>
  draw.maybe(2) ? some(draw, from) : word(draw, from);

export const SHELLS = ["sh", "bash", "pwsh", "powershell", "cmd", "python"] as const;
export const DURATIONS = ["10 minutes", "1 hour", "90 seconds", "2 days", "1 second"] as const;
export const IMAGES = [
  "node:22",
  "busybox:1.36",
  "registry.example.com:5000/a/b:1.2",
  `busybox@sha256:${"a".repeat(64)}`,
] as const;
export const REFS = ["main", "release/*", "v*", "**", "feature/**", "release/[0-9]+", "{a,b}", "!main"] as const;
export const GLOBS = ["src/**", "*.md", "docs/*.{md,txt}", "package.json", "**", "a?[a-c]/x", "!src/gen/**"] as const;
export const PATHS = ["out", "out/**/*.txt", "a b", "./dist/", "build/x-*"] as const;
export const MACHINES = ["ubuntu-24.04", "default", "windows-2022", "macos-15", "big box"] as const;
export const AXIS_VALUES = ["20", "a b", "v", "1.10", "x'y"] as const;
