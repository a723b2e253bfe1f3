import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnostic, type Location } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import type { TreeEntry } from "../runtime/tree/list.ts";

/** A path or a glob that a cache makes its key of. */
interface KeyFile {
  readonly file: string;
  readonly cache: string;
  readonly job: string;
  readonly at: Location;
}

/**
 * Warns of cache keys that are made of files which the repository does not have, or which no checkout of it has, and of `inputs` that match no file. Asked each time that a
 * graph is loaded, and no part of a compilation: whether a file is there says nothing about the pipeline, and must not
 * decide what is cached of it.
 */
export async function missingKeyFiles(graph: StageGraph, root: string): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const asked = keyFilesOf(graph);
  const matchesAny = matcherIn(root);
  const ignored = await ignoredOf(
    root,
    asked.map(({ file }) => file),
  );
  for (const { at, ...values } of asked) {
    if (ignored.has(values.file)) problems.push(diagnostic("WB4070", values, { at }));
    else if (!(await matchesAny(values.file))) problems.push(diagnostic("WB4043", values, { at }));
  }
  for (const { at, ...values } of inputsOf(graph)) {
    if (!(await matchesAny(values.glob))) problems.push(diagnostic("WB4071", values, { at }));
  }
  return problems;
}

interface InputGlob {
  readonly glob: string;
  readonly job: string;
  readonly at: Location;
}

/** Each once. One that leaves files out may find none. */
function inputsOf(graph: StageGraph): readonly InputGlob[] {
  const found = new Map<string, InputGlob>();
  for (const job of graph.jobs) {
    if (job.kind !== "script") continue;
    const name = job.matrix?.id ?? job.id;
    for (const glob of job.inputs ?? []) {
      if (!glob.startsWith("!")) found.set(JSON.stringify([name, glob]), { glob, job: name, at: job.location });
    }
  }
  return [...found.values()];
}

/** Each once. */
function keyFilesOf(graph: StageGraph): readonly KeyFile[] {
  const found = new Map<string, KeyFile>();
  for (const job of graph.jobs) {
    if (job.kind !== "script") continue;
    // The instances of a matrix stand at one place.
    const name = job.matrix?.id ?? job.id;
    for (const { prefix, keyFiles } of job.caches) {
      for (const file of keyFiles) {
        const key = JSON.stringify([name, prefix, file]);
        if (!found.has(key)) found.set(key, { file, cache: prefix, job: name, at: job.location });
      }
    }
  }
  return [...found.values()];
}

const isGlob = (pattern: string) => /[*?[\]{}()!]/.test(pattern);

/** Those of some paths that are there and that git leaves out of what it keeps. Those that it tracks all the same are none. */
async function ignoredOf(root: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const there = [...new Set(files)].filter((file) => !isGlob(file) && existsSync(join(root, file)));
  if (there.length === 0) return new Set();
  const { git } = await import("../runtime/git.ts");
  // It fails where none is ignored, as it does where there is no git.
  return new Set((await git(root, "-c", "core.quotePath=false", "check-ignore", "--", ...there))?.split("\n"));
}

/** Whether a path or a glob stands for a file. The tree is listed once, and only when there is a glob. */
function matcherIn(root: string): (pattern: string) => Promise<boolean> {
  let listed: Promise<readonly TreeEntry[]> | undefined;
  return async (pattern) => {
    if (!isGlob(pattern)) return existsSync(join(root, pattern));
    const [{ listTree }, { artifactSelection }] = await Promise.all([
      import("../runtime/tree/list.ts"),
      import("../runtime/archive/selection.ts"),
    ]);
    listed ??= listTree(root);
    const { includes } = artifactSelection({ paths: [pattern], exclude: [] });
    return (await listed).some(({ kind, path }) => kind !== "folder" && includes(path));
  };
}
