import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import type { Refusal } from "./gate.ts";

/** Why a file is not read, in words. */
export const REFUSALS: Readonly<Record<Refusal | "kind" | "not text", string>> = {
  outside: "it leads out of the repository, and is in no installed package",
  git: "`.git` holds what Git keeps for itself, which differs from one clone to the next",
  missing: "there is no such file",
  "not a file": "it is not a regular file that can be read",
  "too large": "it has more than 64 MiB",
  kind: "it is neither code nor JSON",
  "not text": "it is not text in UTF-8",
};

/** An import of a file that a pipeline may not read. */
export function importRefused(path: string, refusal: keyof typeof REFUSALS, at: Span | undefined): Diagnostic {
  return diagnostic("WB1034", { path: JSON.stringify(path), reason: REFUSALS[refusal] }, { at });
}
