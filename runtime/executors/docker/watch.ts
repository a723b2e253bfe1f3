import type Docker from "dockerode";
import { isMissing } from "../../engine/api.ts";
import type { Attachment } from "./attachment.ts";

/** Milliseconds between two looks. */
const INTERVAL = 10_000;
/** So many looks in a row may fail before the engine counts as lost. */
const PATIENCE = 3;

/**
 * Looks now and then whether a container still runs, and cuts the connection to it when it does not, or when nobody can
 * tell: after a restart of the engine, or when a remote one vanishes, a connection can stay open and say nothing for ever.
 *
 * @returns what ends the watch
 */
export function watch(container: Docker.Container, attachment: Attachment): () => void {
  let silent = 0;
  const look = async () => {
    try {
      const { State } = await container.inspect();
      silent = 0;
      if (State.Running) return;
    } catch (error) {
      silent += 1;
      if (!isMissing(error) && silent < PATIENCE) return;
    }
    clearInterval(timer);
    // What it has written last may still be on its way.
    setTimeout(() => attachment.cut(), 1000).unref();
  };
  const timer = setInterval(look, INTERVAL);
  return () => clearInterval(timer);
}
