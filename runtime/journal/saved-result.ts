import { replayText } from "../reuse/log.ts";
import type { Store } from "../store/store.ts";
import type { Built } from "../values/image.ts";
import type { JobEnded, Left } from "./entry.ts";

type Emit = Parameters<typeof replayText>[1];

/** Shorter logs stand in the journal itself. Characters. */
const SHORT = 2048;

export interface Leaving {
  /** The end of its log. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Its archive; absent: it has kept none. */
  readonly artifacts?: string;
  readonly image?: Built;
}

export interface SecretsIn {
  readonly text: (text: string) => boolean;
  readonly file: (path: string) => Promise<boolean>;
}

/** Puts what a job leaves into the store. Nothing that goes wrong here is a reason for the job to fail. */
export async function keepLeft(store: Store | undefined, leaving: Leaving, holds: SecretsIn): Promise<Left> {
  const { log, outputs, artifacts, image } = leaving;
  const built = image && { image };
  if (Object.values(outputs).some(holds.text)) return { ...built, lost: "has an output that contains a secret" };
  try {
    if (artifacts !== undefined && (await holds.file(artifacts))) {
      return { ...built, lost: "has kept a file that holds a secret" };
    }
    if (log.length > SHORT || artifacts !== undefined) {
      if (!store) return { ...built, lost: "has left files, and no store takes them" };
      return {
        ...built,
        log: log.length > SHORT ? { digest: await store.blobs.keepText(log) } : { text: log },
        ...(artifacts !== undefined && { artifacts: await store.blobs.keepFile(artifacts) }),
      };
    }
    return { ...built, log: { text: log } };
  } catch (error) {
    return { ...built, lost: `has left what cannot be stored: ${(error as Error).message}` };
  }
}

/** Why what a job has left cannot be taken up, in words that go on from its name; undefined: it can. */
export async function whyLost(store: Store | undefined, { left, result }: JobEnded): Promise<string | undefined> {
  if (result.status !== "succeeded" && !(result.status === "failed" && result.allowed)) return "has not succeeded";
  if (!left) return "has left nothing";
  if (left.lost !== undefined) return left.lost;
  if (left.artifacts && !(await store?.blobs.has(left.artifacts))) return "has left artifacts that are no longer kept";
  return undefined;
}

/** Puts a job's artifacts where those of this run are. False: they are gone, or damaged. */
export async function takeArtifacts(store: Store | undefined, { left }: JobEnded, to: string): Promise<boolean> {
  return !left?.artifacts || ((await store?.blobs.take(left.artifacts, to)) ?? false);
}

/** Tells a job's log again; one that is no longer kept is no reason to run it. */
export async function replayLeft(store: Store | undefined, { left }: JobEnded, emit: Emit): Promise<void> {
  const log = left?.log;
  if (!log) return;
  const text = "text" in log ? log.text : await store?.blobs.text(log.digest);
  if (text !== undefined) replayText(text, emit);
}
