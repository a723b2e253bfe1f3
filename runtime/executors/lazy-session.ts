import type { Executor, ExecutorSession, RunContext } from "./executor.ts";

/** A session that is opened when it is first needed, or earlier when one knows that it will be. */
export interface LazySession extends ExecutorSession {
  /** @throws {DiagnosticError} when it cannot be opened */
  open(): Promise<void>;
}

export function lazySession(executor: Executor, run: RunContext): LazySession {
  let opening: Promise<ExecutorSession> | undefined;
  let closed = false;
  const session = () => {
    if (closed && !opening) throw new Error("the run has ended");
    opening ??= executor.open(run);
    return opening;
  };
  return {
    async open() {
      await session();
    },
    prepare: async (...job) => (await session()).prepare(...job),
    execute: async (request) => (await session()).execute(request),
    async close() {
      closed = true;
      // Whoever opened it was told why that failed.
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}
