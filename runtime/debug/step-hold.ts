import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { RunEvent } from "../events.ts";
import type { StepHold } from "../executors/hold.ts";
import type { Masker } from "../secrets/masker.ts";
import type { ValueSources } from "../values/values.ts";
import type { Breakpoints } from "./breakpoints.ts";
import { editedStep } from "./edited-step.ts";
import type { DebugOptions } from "./held-job.ts";
import { maskedTerminal } from "./masked-terminal.ts";

export interface StepHoldOptions {
  readonly run: string;
  readonly job: ScriptJob;
  readonly breaks: Breakpoints;
  readonly debug: DebugOptions;
  readonly sources: ValueSources;
  readonly secrets: ReadonlySet<string>;
  readonly maskers: () => Masker;
  readonly signal: AbortSignal;
  readonly report: (event: RunEvent) => void;
  /** Called when the job's result is no longer that of its definition alone. */
  readonly changed: () => void;
}

/** Where one attempt of a job holds, and who decides there. */
export function stepHold(options: StepHoldOptions): StepHold {
  const { run, job, breaks, debug, sources, secrets, maskers, signal, report, changed } = options;
  return {
    before: (step) => breaks.before(job, step),
    failure: breaks.failure,
    async decide(held) {
      const { step, exitCode } = held;
      const place = { job: job.id, step, name: job.steps[step]?.name ?? "" };
      await debug.open(run);
      report({ type: "job-held", time: Date.now(), ...place, ...(exitCode !== undefined && { exitCode }) });
      const decision = await debug.hold({
        ...{ run, job, signal, step },
        ...(exitCode !== undefined && { exitCode }),
        shell(terminal) {
          changed();
          return held.shell(maskedTerminal(terminal, maskers()));
        },
        async reread() {
          const now = await debug.reread();
          if ("problem" in now) return { kind: "refused", problem: now.problem };
          return editedStep({ job, step, graph: now.graph, sources, secrets });
        },
      });
      if (decision.kind === "skip" || (decision.kind === "retry" && decision.edited)) changed();
      report({ type: "job-released", time: Date.now(), ...place, decision: decision.kind });
      return decision;
    },
  };
}
