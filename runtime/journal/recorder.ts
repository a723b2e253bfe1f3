import type { Job } from "../../compiler/graph/model/index.ts";
import type { JobResult } from "../events.ts";
import type { Note } from "../reuse/result-cache.ts";
import { type Digest, digestOf } from "../store/digest.ts";
import type { Store } from "../store/store.ts";
import type { RunState } from "../values/state.ts";
import type { Left, RunOver, Unmet } from "./entry.ts";
import type { Journal } from "./journal.ts";
import { type LogTail, logTail } from "./log-tail.ts";
import { originOf } from "./origin.ts";
import { keepLeft, type SecretsIn } from "./saved-result.ts";

/** Takes down how a run goes, for runs that take it up. */
export interface Recorder {
  began(job: Job, attempt: number): void;
  /** Takes a job's log, from an attempt's beginning on. */
  log(job: Job): LogTail;
  /** Keeps what a job leaves. To be awaited before the job has ended. */
  keep(job: Job, log: LogTail, outputs: Readonly<Record<string, string>>): Promise<void>;
  ended(job: Job, ending: Ending): void;
  over(outcome: RunOver["outcome"]): void;
}

export interface Ending {
  /** Without secrets. */
  readonly result: JobResult;
  readonly duration: number;
  readonly condition?: Unmet | undefined;
}

export interface RecorderOptions {
  readonly journal: Journal;
  /** False: nothing is written, and nothing kept. */
  readonly enabled: boolean;
  readonly store: Store | undefined;
  readonly state: RunState;
  readonly holds: SecretsIn;
  readonly noteOf: (job: string) => Note | undefined;
  /** What each job is: see `definitions`. */
  readonly definition: (job: Job) => Digest;
}

const DEAF: LogTail = { line() {}, text: () => "" };

export function recorder({ journal, enabled, store, state, holds, noteOf, definition }: RecorderOptions): Recorder {
  const left = new Map<string, Left>();
  for (const [job, ended] of journal.plan?.taken ?? []) if (ended.left) left.set(job, ended.left);
  return {
    began: ({ id }, attempt) => journal.add({ type: "began", job: id, attempt, time: Date.now() }),
    log: () => (enabled ? logTail() : DEAF),
    async keep({ id }, log, outputs) {
      if (!enabled) return;
      if (state.byHand.has(id)) return void left.set(id, { lost: "was changed by hand where it held" });
      const image = state.images.get(id);
      const leaving = {
        ...{ log: log.text(), outputs },
        ...(state.archived(id) && { artifacts: state.archive(id) }),
        ...(image && { image }),
      };
      left.set(id, await keepLeft(store, leaving, holds));
    },
    ended(job, { result, duration, condition }) {
      const { id } = job;
      const taken = journal.plan?.taken.get(id);
      const note = noteOf(id) ?? taken?.note;
      const kept = left.get(id);
      const steps = state.steps.get(id);
      const origin = journal.plan && taken && originOf(journal.plan.run, taken);
      journal.add({
        ...{ type: "ended", job: id, time: Date.now(), duration, result },
        // What was changed by hand is the result of no definition.
        definition: state.byHand.has(id) ? digestOf("by hand") : (taken?.definition ?? definition(job)),
        ...(steps && { steps: [...steps].sort((a, b) => a - b) }),
        ...(origin && { origin }),
        ...(kept && { left: kept }),
        ...(note && { note }),
        ...(condition && { condition }),
      });
    },
    over: (outcome) => journal.add({ type: "over", time: Date.now(), outcome }),
  };
}
