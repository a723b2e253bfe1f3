import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { readRegular } from "../files/regular.ts";
import type { Inputs } from "../program/inputs.ts";
import { digest } from "../program/inputs.ts";
import { compilerIdentity } from "../project/package.ts";
import { isInside, type Project } from "../project/project.ts";
import { readSealed, writeSealed } from "./sealed.ts";

/** An entry: what the result was made from, and the result. */
interface Entry<R> {
  readonly inputs: readonly (readonly [path: string, digest: string | null])[];
  readonly result: R;
}

/** What was kept for a pipeline, when every file it was made from is as it was; undefined otherwise. */
export function lookUp<R>(
  folder: string,
  project: Project,
): { readonly result: R; readonly inputs: readonly string[] } | undefined {
  const entry = readSealed<Entry<R>>(entryFile(folder, project));
  if (!entry?.inputs.every(([path, known]) => unchanged(resolve(project.root, path), known))) return undefined;
  return { result: entry.result, inputs: entry.inputs.flatMap(([path, known]) => (known === null ? [] : [path])) };
}

/** Keeps a result. It appears in one step; a folder that cannot be written keeps nothing, and nothing is lost by that. */
export function keep<R>(folder: string, project: Project, inputs: Inputs, result: R): void {
  const named = [...inputs.files].map(([path, known]): readonly [string, string | null] => [
    isInside(project.root, path) ? relative(project.root, path) : path,
    known,
  ]);
  writeSealed(entryFile(folder, project), { inputs: named, result } satisfies Entry<R>);
}

/** One entry for each pipeline and each build of the compiler, so that two of them in turn do not drive each other out. */
function entryFile(folder: string, project: Project): string {
  const name = isAbsolute(relative(project.root, project.file)) ? project.file : relative(project.root, project.file);
  return join(folder, `${digest([compilerIdentity(), project.root, name].join("\0")).slice(0, 22)}.json`);
}

function unchanged(path: string, known: string | null): boolean {
  if (known === null) return !existsSync(path);
  const read = readRegular(path);
  return "content" in read && digest(read.content) === known;
}
