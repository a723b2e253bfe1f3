import { type Diagnostic, render } from "../compiler/diagnostics/index.ts";
import type { DebugOptions } from "../runtime/debug/held-job.ts";
import { heldJobs } from "../runtime/debug/held-jobs.ts";
import { type Served, serveHeldJobs } from "../runtime/debug/serve.ts";
import { debugSession } from "../runtime/debug/session.ts";
import type { RunEvent } from "../runtime/events.ts";
import { type ChooseOptions, loadOne } from "./choose.ts";
import { colored, type Sources } from "./show.ts";
import { ownTerminal } from "./terminal.ts";

export interface DebuggingOptions extends ChooseOptions {
  readonly breaks: readonly string[];
  readonly file: string;
  /** Folder of the journals. */
  readonly journal: string;
  /** Whether a person reads what the run prints, and can be asked. */
  readonly asks: boolean;
  /** Stops the run. */
  readonly quit: () => void;
  /** Shows an event. */
  readonly report: (event: RunEvent) => void;
}

/** A run that holds: in a terminal it asks there, and it can be reached from others. */
export interface Debugging {
  readonly debug: DebugOptions;
  readonly report: (event: RunEvent) => void;
  close(): Promise<void>;
}

export function debugging(options: DebuggingOptions): Debugging {
  const { breaks, file, journal, asks, quit, report } = options;
  const terminal = asks ? ownTerminal() : undefined;
  let served: Promise<Served> | undefined;
  /** What happens while a person is asked is shown afterwards. */
  let later: RunEvent[] | undefined;

  const attend = async () => {
    if (!terminal || later) return;
    for (let taken = jobs.take(); taken; taken = jobs.take()) {
      later = [];
      const decision = await debugSession(taken.held, terminal);
      const events: readonly RunEvent[] = later;
      later = undefined;
      for (const event of events) report(event);
      if (!decision) {
        // Whoever leaves it here comes back from another terminal.
        left = true;
        return taken.giveBack();
      }
      if (decision.kind === "quit") quit();
      taken.decide(decision);
    }
  };
  let left = false;
  const jobs = heldJobs(() => {
    if (!left) void attend();
  });
  return {
    debug: {
      breaks,
      async open(run) {
        served ??= serveHeldJobs(journal, run, jobs);
        await served;
      },
      async hold(held) {
        left = false;
        const decision = await jobs.hold(held);
        if (decision.kind === "quit") quit();
        return decision;
      },
      async reread() {
        const { graph, diagnostics, source } = await loadOne(file, options);
        return graph ? { graph } : { problem: textOf(diagnostics, source) };
      },
    },
    report: (event) => (later ? void later.push(event) : report(event)),
    close: async () => (await served)?.close(),
  };
}

const textOf = (diagnostics: readonly Diagnostic[], source: Sources) =>
  render(diagnostics, { source, color: colored(process.stdout) });
