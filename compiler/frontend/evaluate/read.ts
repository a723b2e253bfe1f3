import { isUtf8 } from "node:buffer";
import { resolve } from "node:path";
import { gateOf } from "../files/gate.ts";
import { readRegular } from "../files/regular.ts";
import type { Inputs } from "../program/inputs.ts";
import { isInside, type Project } from "../project/project.ts";
import type { Answer } from "../sandbox/protocol.ts";

/**
 * Reads files for the pipeline: those under the repository's root, also after links are followed. What is read, and what is
 * not there, is an input of the compilation.
 */
export function readerFor(project: Project, inputs: Inputs): (path: string) => Answer {
  const gate = gateOf(project);
  return (path) => {
    if (path.includes("\0")) return { refused: "missing" };
    const file = resolve(project.root, path);
    if (!isInside(project.root, file)) return { refused: "outside" };
    const admission = gate.admit(file);
    const read = "refused" in admission ? admission : readRegular(admission.real);
    if ("refused" in read) {
      if (read.refused === "missing") inputs.absent(file);
      return read;
    }
    if (!isUtf8(read.content)) return { refused: "not text" };
    inputs.read(file, read.content);
    return { text: read.content.toString("utf8") };
  };
}
