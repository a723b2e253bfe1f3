import { DiagnosticError } from "../../../compiler/diagnostics/index.ts";
import type { Command, CommandDestination, ScriptJob } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";
import type { Failure } from "../../events.ts";
import type { Executor, ExecutorSession } from "../../executors/executor.ts";
import { lines } from "../../log/lines.ts";
import type { DeployRequest } from "../contract.ts";

/** Runs one command of a destination. */
export interface Runner {
  /** @returns what it printed, or why it failed, in words */
  run(command: Command, env: Readonly<Record<string, string>>, options: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Its standard output is an answer, and not shown. */
  readonly quiet?: true;
}

export interface Ended {
  readonly printed: string;
  readonly failure?: string;
}

/** Does something with a runner, whose containers are gone afterwards. Each command gets a fresh copy of the checkout. */
export async function withRunner<T>(
  {
    executor,
    to,
    request,
  }: { readonly executor: Executor; readonly to: CommandDestination; readonly request: DeployRequest },
  act: (runner: Runner) => Promise<T>,
): Promise<T> {
  const session = await executor.open({ id: `${request.run}-${request.job.id}`, root: request.root });
  try {
    return await act(runnerOf(session, to, request));
  } finally {
    await session.close();
  }
}

function runnerOf(session: ExecutorSession, to: CommandDestination, { job, env: own, sink }: DeployRequest): Runner {
  return {
    async run(command, more, { signal, quiet }) {
      let printed = "";
      const cut = {
        stdout: lines((line) => sink.line("stdout", line)),
        stderr: lines((line) => sink.line("stderr", line)),
      };
      try {
        const { failure } = await session.execute({
          job: scriptOf(job, to, command),
          ...{
            image: to.image.reference,
            stepEnv: () => ({ ...own, ...more }),
            services: [],
            artifacts: [],
            caches: [],
            reports: [],
            signal,
          },
          sink: {
            step() {},
            write(stream, text) {
              if (stream === "stdout") printed += text;
              if (stream === "stderr" || !quiet) cut[stream].write(text);
            },
            stepSkipped() {},
            stepDone() {},
            progress: sink.progress,
          },
        });
        return { printed, ...(failure && { failure: words(command, failure) }) };
      } catch (error) {
        const told = error instanceof DiagnosticError ? error.diagnostics[0]?.message : undefined;
        return { printed, failure: told ?? wordsOf(error) };
      } finally {
        cut.stdout.end();
        cut.stderr.end();
      }
    },
  };
}

function scriptOf(job: DeployRequest["job"], to: CommandDestination, command: Command): ScriptJob {
  const { id, location, stage, needs, when, env } = job;
  return {
    ...{
      id,
      location,
      stage,
      needs,
      when,
      env,
      kind: "script",
      image: to.image,
      shell: to.shell,
      timeout: to.deadline,
    },
    ...{ steps: [{ ...command, env: {} }], services: [], caches: [], outputs: [], retry: 0, allowFailure: false },
  };
}

function words({ name }: Command, failure: Failure): string {
  const what = `the command ${JSON.stringify(name)}`;
  switch (failure.kind) {
    case "exit":
      return `${what} failed with exit code ${failure.exitCode}`;
    case "timeout":
      return `${what} was not done after ${failure.seconds} s`;
    case "out-of-memory":
      return `${what} ran out of memory`;
    case "diagnostic":
      return failure.diagnostic.message;
    case "instances":
      return `${what} failed`;
  }
}
