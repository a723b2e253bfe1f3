import { readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Inputs } from "../program/inputs.ts";
import { isInside, type Project } from "../project/project.ts";
import type { Answer } from "../sandbox/protocol.ts";

/**
 * Reads a file for the pipeline: one under the repository's root, also after links are followed. What is read, and what is
 * not there, is an input of the compilation.
 */
export function readForPipeline(project: Project, inputs: Inputs, path: string): Answer {
  const file = resolve(project.root, path);
  if (!isInside(project.root, file)) return { refused: "outside" };
  try {
    if (!isInside(realpathSync(project.root), realpathSync(file))) return { refused: "outside" };
    if (!statSync(file).isFile()) return { refused: "unreadable" };
    const content = readFileSync(file);
    inputs.read(file, content);
    return { text: content.toString("utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return { refused: "unreadable" };
    inputs.absent(file);
    return { refused: "missing" };
  }
}
