import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import type { TreeEntry } from "../runtime/tree/list.ts";

/**
 * Warns of cache keys that are made of files which the repository does not have. Asked each time that a graph is loaded, and
 * no part of a compilation: whether a file is there says nothing about the pipeline, and must not decide what is cached of it.
 */
export async function missingKeyFiles(graph: StageGraph, root: string): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const told = new Set<string>();
  const matchesAny = keyFilesOf(root);
  for (const job of graph.jobs) {
    if (job.kind !== "script") continue;
    // The instances of a matrix stand at one place.
    const name = job.matrix?.id ?? job.id;
    for (const { prefix, keyFiles } of job.caches) {
      for (const file of keyFiles) {
        const asked = JSON.stringify([name, prefix, file]);
        if (told.has(asked)) continue;
        told.add(asked);
        if (await matchesAny(file)) continue;
        problems.push(diagnostic("WB4043", { file, cache: prefix, job: name }, { at: job.location }));
      }
    }
  }
  return problems;
}

/** Whether a path or a glob stands for a file. The tree is listed once, and only when there is a glob. */
function keyFilesOf(root: string): (pattern: string) => Promise<boolean> {
  let listed: Promise<readonly TreeEntry[]> | undefined;
  return async (pattern) => {
    if (!/[*?[\]{}()!]/.test(pattern)) return existsSync(join(root, pattern));
    const [{ listTree }, { artifactSelection }] = await Promise.all([
      import("../runtime/tree/list.ts"),
      import("../runtime/executors/selection.ts"),
    ]);
    listed ??= listTree(root);
    const { includes } = artifactSelection({ paths: [pattern], exclude: [] });
    return (await listed).some(({ kind, path }) => kind !== "folder" && includes(path));
  };
}
