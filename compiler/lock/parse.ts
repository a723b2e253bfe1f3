import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { type ActionPin, isCommit, type Lock } from "./model.ts";

export interface ParsedLock {
  /** Absent when the text is no lock. */
  readonly lock?: Lock;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a lock file. `file` is only named in messages. */
export function parseLock(text: string, file: string): ParsedLock {
  const refuse = (reason: string): ParsedLock => ({
    diagnostics: [diagnostic("WB3060", { file, reason }, { at: { file, line: 1, column: 1 } })],
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { version, actions, images, includes } = map(content);
  if (version !== 1) return refuse(`its version is ${JSON.stringify(version)}, and 1 is known`);
  const [wrongAction] = Object.entries(map(actions)).filter(([, pin]) => !isActionPin(pin));
  if (wrongAction) return refuse(`the commit of ${wrongAction[0]} is none`);
  const [wrongImage] = Object.entries(map(images)).filter(([, digest]) => !isDigest(digest));
  if (wrongImage) return refuse(`the digest of ${wrongImage[0]} is none`);
  const [wrongInclude] = Object.entries(map(includes)).filter(([, commit]) => !isCommit(commit));
  if (wrongInclude) return refuse(`the commit of ${wrongInclude[0]} is none`);
  const lock = { actions: map(actions), images: map(images), includes: map(includes) } as unknown as Lock;
  return { lock, diagnostics: [] };
}

/** A lock as it is kept: in the order of its names, so that two branches that pin different things merge. */
export function printLock({ actions, images, includes }: Lock): string {
  const some = Object.keys(includes).length > 0;
  const content = {
    ...{ version: 1, actions: sorted(actions), images: sorted(images) },
    ...(some && { includes: sorted(includes) }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function sorted<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isActionPin(value: unknown): value is ActionPin {
  const { version, commit } = map(value);
  return typeof version === "string" && !/[\r\n]/.test(version) && isCommit(commit);
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}

function map(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
