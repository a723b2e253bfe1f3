import { exprKey } from "./key.ts";
import type { Changed, Equal, Matches, TextTest } from "./model.ts";

/** An atom that a provider's job decides for others: readable, unique to it, and equal for equal ones. */
export function atomName(atom: Matches | Changed | Equal | TextTest): string {
  const subject = subjectOf(atom);
  const slug = subject
    .join("_")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 32)
    .replace(/_$/, "");
  return `${slug}_${hash(exprKey(atom))}`;
}

function subjectOf(atom: Matches | Changed | Equal | TextTest): readonly string[] {
  if (atom.op === "changed") return ["changed", ...atom.globs];
  if (atom.op === "matches") return [atom.variable.name, "matches"];
  return [atom.variable.name, atom.op === "equal" ? "is" : atom.op, atom.value ?? "unset"];
}

/** Eight hexadecimal digits that stand for a text (FNV-1a). */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}
