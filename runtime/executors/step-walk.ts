import type { Step } from "../../compiler/graph/model/index.ts";
import type { Deadline } from "../deadline.ts";
import type { StepEnv } from "../values/environment.ts";
import type { JobRequest } from "./executor.ts";
import type { EditedStep, ShellTerminal, StepDecision } from "./hold.ts";
import type { PlacedStep, StepResults } from "./step-results.ts";

/** What an executor can do between steps. */
export interface HeldPlace {
  /** Keeps the job's files as they are before a step. */
  keep(index: number): Promise<void>;
  /** Makes the job's files what was kept before a step. */
  restore(index: number): Promise<void>;
  shell(placed: PlacedStep, env: StepEnv, terminal: ShellTerminal): Promise<number>;
}

/** The steps of one attempt, in the order that a person who holds them decides. */
export interface StepWalk {
  readonly length: number;
  /** A step, as edited last. */
  step(index: number): Step;
  /** Its environment, by what the steps before have left so far; undefined: it does not run. */
  env(index: number): StepEnv | undefined;
  /** Where to go in place of running a step; undefined: it runs. */
  before(index: number): Promise<number | undefined>;
  /** Where to go after a failure; undefined: it counts. */
  failed(index: number, exitCode: number): Promise<number | undefined>;
}

/** Steps one after the other, held where the request says so. */
export function stepWalk(request: JobRequest, place: HeldPlace, limit: Deadline, results: StepResults): StepWalk {
  const { job, stepEnv, hold } = request;
  const edits = new Map<number, EditedStep>();
  /** Steps whose files have been kept. */
  const kept = new Set<number>();
  /** Runs without holding: a person has just decided so. */
  let passes: number | undefined;
  /** Holds there, whatever the breakpoints say. */
  let stops: number | undefined;

  const step = (index: number) => edits.get(index)?.step ?? (job.steps[index] as Step);
  const env = (index: number) => {
    const edited = edits.get(index);
    return edited ? edited.env(results.left) : stepEnv(index, results.left);
  };

  const decide = async (index: number, exitCode?: number): Promise<StepDecision> => {
    if (!hold) return { kind: "continue" };
    limit.pause();
    try {
      return await Promise.race([
        hold.decide({
          step: index,
          ...(exitCode !== undefined && { exitCode }),
          shell: (terminal) => place.shell({ step: step(index), index }, env(index) ?? {}, terminal),
        }),
        aborted(limit.signal),
      ]);
    } finally {
      limit.start();
    }
  };

  const goTo = async (decision: StepDecision, index: number): Promise<number | undefined> => {
    switch (decision.kind) {
      case "continue":
        return undefined;
      case "skip":
        results.pass(step(index));
        return index + 1;
      case "quit":
        return index;
      case "retry":
        if (decision.edited) edits.set(index, decision.edited);
        await place.restore(index);
        results.back(index);
        passes = index;
        return index;
      case "back":
        // A step that did not run has kept nothing: the nearest one before it begins with the same files.
        stops = Math.max(...[...kept].filter((one) => one <= decision.step));
        await place.restore(stops);
        results.back(stops);
        return stops;
    }
  };

  return {
    length: job.steps.length,
    step,
    env,
    async before(index) {
      if (!hold) return undefined;
      if (passes === index) {
        passes = undefined;
        return undefined;
      }
      if (stops !== index) {
        await place.keep(index);
        kept.add(index);
      }
      if (stops !== index && !hold.before(index)) return undefined;
      stops = undefined;
      return goTo(await decide(index), index);
    },
    async failed(index, exitCode) {
      return hold?.failure ? goTo(await decide(index, exitCode), index) : undefined;
    },
  };
}

function aborted(signal: AbortSignal): Promise<StepDecision> {
  return new Promise((resolve) => {
    const quit = () => resolve({ kind: "quit" });
    if (signal.aborted) quit();
    else signal.addEventListener("abort", quit, { once: true });
  });
}
