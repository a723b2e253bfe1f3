import isUnicodeSupported from "is-unicode-supported";
import { createLogUpdate } from "log-update";
import type { RunEvent } from "../../events.ts";
import { heldText } from "../failure.ts";
import { resultsOf, summary } from "../summary.ts";
import { FRAME, screen } from "./screen.ts";
import { advance, NOTHING_YET } from "./state.ts";

export interface TtyOptions {
  readonly stream: NodeJS.WriteStream;
  readonly color: boolean;
  /** Default: what the terminal is known to show. */
  readonly unicode?: boolean;
  /** The text of a source file as diagnostics name it; without it no code is shown. */
  readonly source?: (file: string) => string | undefined;
  /** The command that runs one job again as in this run. */
  readonly repeat?: (job: string) => string;
}

/** Shows the run as a tree that moves, redrawn in place; when it has finished, the tree stays as it ended, above the summary. */
export function ttyReporter(options: TtyOptions): (event: RunEvent) => void {
  const { stream, color, unicode = isUnicodeSupported(), source = () => undefined } = options;
  const live = createLogUpdate(stream);
  const results = resultsOf();
  let view = NOTHING_YET;
  const size = () => ({ columns: stream.columns ?? 80, rows: stream.rows ?? 24, color, unicode });
  const draw = () => live(screen(view, size(), Date.now()));
  let timer: NodeJS.Timeout | undefined;
  return (event) => {
    results.take(event);
    view = advance(view, event);
    if (event.type === "run-started" || event.type === "job-released") {
      clearInterval(timer);
      timer = setInterval(draw, FRAME);
      timer.unref();
    } else if (event.type === "job-held") {
      // The terminal belongs to whoever decides.
      clearInterval(timer);
      live.clear();
      stream.write(`${event.job}: ${heldText(event)}\n`);
    } else if (event.type === "notice") {
      live.clear();
      stream.write(`${event.message}\n`);
    } else if (event.type === "run-finished") {
      clearInterval(timer);
      live(screen(view, { ...size(), rows: Number.POSITIVE_INFINITY }, Date.now()));
      live.done();
      stream.write(summary(results, event, { ...options, source }));
    }
  };
}
