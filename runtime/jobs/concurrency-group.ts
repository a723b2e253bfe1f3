import { groupOf } from "../../compiler/graph/control.ts";
import type { Concurrency, Job } from "../../compiler/graph/model/index.ts";
import { gitLine } from "../git.ts";
import { type Release, takeTurn } from "../store/queue-lock.ts";

export interface TurnsOptions {
  readonly run: string;
  readonly root: string;
  /** Folder that all runs of this machine share. */
  readonly folder: string;
  readonly notice: (message: string) => void;
}

/** Turns in the concurrency groups of a project: between all its checkouts on this machine. */
export function turnsOf({ run, root, folder, notice }: TurnsOptions) {
  let project: Promise<string> | undefined;
  return async (job: Job, signal: AbortSignal): Promise<Release | undefined> => {
    const concurrency = concurrencyOf(job);
    if (!concurrency) return async () => {};
    const { group, waiting } = concurrency;
    project ??= projectAt(root);
    const claim = { project: await project, group, claimant: `run ${run} (${job.id})`, waiting };
    const onWait = (holder: string) => notice(`${job.id} waits for its turn in the group ${group}: ${holder} has it`);
    return takeTurn(claim, { folder, signal, onWait });
  };
}

/** Other destinations keep a lock on the live system itself; of one that commands ship to, nothing is known but its name. */
function concurrencyOf(job: Job): Concurrency | undefined {
  return job.kind === "deploy" && job.to.kind === "command" ? groupOf(job) : job.concurrency;
}

/** What all checkouts of a project share: where they come from; without that, the folder. */
export async function projectAt(root: string): Promise<string> {
  return (await gitLine(root, "config", "--get", "remote.origin.url")) || root;
}
