import { createHash } from "node:crypto";

/** What a compilation has read, and looked for in vain: it stays valid while all of this is as it was. */
export interface Inputs {
  /** Content digest of each file, by absolute path; null of one that was not there. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Takes over what another process has read. */
  add(entries: InputEntries): void;
  read(path: string, content: string | Uint8Array): void;
  absent(path: string): void;
}

export type InputEntries = readonly (readonly [path: string, digest: string | null])[];

export function inputs(): Inputs {
  const files = new Map<string, string | null>();
  return {
    files,
    add: (entries) => {
      for (const [path, known] of entries) files.set(path, known);
    },
    read: (path, content) => void files.set(path, digest(content)),
    absent: (path) => {
      if (!files.has(path)) files.set(path, null);
    },
  };
}

export const digest = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("base64url");
