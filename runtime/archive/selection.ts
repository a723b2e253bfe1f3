import picomatch from "picomatch";
import type { Artifacts } from "../../compiler/graph/model/index.ts";

/** Which files of a job's working directory are artifacts. */
export interface ArtifactSelection {
  /** Folders and files to look in, none inside another; `.` is the whole directory. */
  readonly roots: readonly string[];
  /** Whether a file, relative to the checkout, is one. */
  includes(path: string): boolean;
}

/** Paths and globs as the graph gives them: what matches a folder means all that is in it. */
export function artifactSelection({ paths, exclude }: Pick<Artifacts, "paths" | "exclude">): ArtifactSelection {
  const wanted = paths.map(normal);
  const included = matcher(wanted);
  const excluded = matcher(exclude.map(normal));
  const includes = (path: string) => !isOfGit(path) && included(path) && !excluded(path);
  return { roots: outermost(wanted.map(staticPart)), includes };
}

/** The job's repository: a glob that means all files does not mean it, as on the providers. */
const isOfGit = (path: string) => path === ".git" || path.startsWith(".git/");

function normal(path: string): string {
  return path.replace(/^(\.\/)+/, "").replace(/\/+$/, "") || ".";
}

function matcher(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map((pattern) => (pattern === "." ? () => true : picomatch(pattern, { dot: true })));
  return (path) => {
    const parts = path.split("/");
    return parts.some((_, index) => {
      const ancestor = parts.slice(0, index + 1).join("/");
      return tests.some((test) => test(ancestor));
    });
  };
}

/** The folders before the first one that is a pattern. */
function staticPart(pattern: string): string {
  const { base, isGlob } = picomatch.scan(pattern);
  return isGlob ? base || "." : pattern;
}

function outermost(roots: readonly string[]): readonly string[] {
  const unique = [...new Set(roots)];
  if (unique.includes(".")) return ["."];
  return unique.filter((root) => !unique.some((other) => root.startsWith(`${other}/`)));
}
