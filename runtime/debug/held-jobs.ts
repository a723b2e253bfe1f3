import type { StepDecision } from "../executors/hold.ts";
import type { HeldJob } from "./held-job.ts";

/** The jobs of a run that hold. Each is decided by one person at a time. */
export interface HeldJobs {
  hold(held: HeldJob): Promise<StepDecision>;
  /** Ids of those that hold, and whether somebody is at them. */
  list(): readonly { readonly job: string; readonly taken: boolean }[];
  /** Takes a job, by default the first that is free; undefined: there is none. */
  take(job?: string): TakenJob | undefined;
}

/** A job that one person has taken. */
export interface TakenJob {
  readonly held: HeldJob;
  decide(decision: StepDecision): void;
  /** Leaves the decision to somebody else. */
  giveBack(): void;
}

interface Waiting {
  readonly held: HeldJob;
  readonly settle: (decision: StepDecision) => void;
  taken: boolean;
}

/** @param free - Called when a job waits for somebody. */
export function heldJobs(free: () => void): HeldJobs {
  const waiting = new Set<Waiting>();
  return {
    hold(held) {
      return new Promise((resolve) => {
        const settle = (decision: StepDecision) => {
          waiting.delete(one);
          resolve(decision);
        };
        const one: Waiting = { held, settle, taken: false };
        waiting.add(one);
        held.signal.addEventListener("abort", () => settle({ kind: "quit" }), { once: true });
        free();
      });
    },
    list: () => [...waiting].map(({ held, taken }) => ({ job: held.job.id, taken })),
    take(job) {
      const one = [...waiting].find(({ held, taken }) => !taken && (job === undefined || held.job.id === job));
      if (!one) return undefined;
      one.taken = true;
      return {
        held: one.held,
        decide: one.settle,
        giveBack() {
          one.taken = false;
          free();
        },
      };
    },
  };
}
