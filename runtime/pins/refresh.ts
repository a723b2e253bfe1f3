import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import { includeName, type Lock, type PinnedInclude } from "../../compiler/lock/index.ts";
import { actionPin } from "./actions.ts";
import { PinError } from "./ask.ts";
import { imageDigest } from "./images.ts";
import { includeCommit } from "./includes.ts";

/** What is to be looked up, by the names that the lock has for it. */
export interface Wanted {
  readonly actions: readonly string[];
  readonly images: readonly string[];
  readonly includes: readonly PinnedInclude[];
}

export interface Refreshed {
  /** The old lock with all that was found; the rest of it is as it was. */
  readonly lock: Lock;
  readonly diagnostics: readonly Diagnostic[];
}

/** Asks the registries, GitHub and GitLab what each name stands for now. */
export async function refreshLock(
  old: Lock,
  wanted: Wanted,
  look = { actionPin, imageDigest, includeCommit },
): Promise<Refreshed> {
  const diagnostics: Diagnostic[] = [];
  const all = async <T>(kind: string, names: readonly string[], find: (name: string) => Promise<T>) => {
    const found = await Promise.all(
      names.map(async (name): Promise<readonly [string, T] | undefined> => {
        try {
          return [name, await find(name)];
        } catch (error) {
          if (!(error instanceof PinError)) throw error;
          diagnostics.push(diagnostic("WB3062", { kind, name, reason: error.message }));
          return undefined;
        }
      }),
    );
    return Object.fromEntries(found.filter((entry) => entry !== undefined)) as Readonly<Record<string, T>>;
  };
  const included = new Map(wanted.includes.map((one) => [includeName(one), one]));
  const [actions, images, includes] = await Promise.all([
    all("action", wanted.actions, (name) => look.actionPin(name)),
    all("image", wanted.images, (name) => look.imageDigest(name)),
    all("include", [...included.keys()], (name) => look.includeCommit(included.get(name)!)),
  ]);
  return {
    lock: {
      actions: { ...old.actions, ...actions },
      images: { ...old.images, ...images },
      includes: { ...old.includes, ...includes },
    },
    diagnostics,
  };
}
