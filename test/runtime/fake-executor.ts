import { readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { timeLimit } from "../../compiler/graph/control.ts";
import { artifactSelection } from "../../runtime/archive/selection.ts";
import { deadline } from "../../runtime/deadline.ts";
import type { Failure } from "../../runtime/events.ts";
import type { Attempt, Executor, JobRequest } from "../../runtime/executors/executor.ts";
import { stepResults } from "../../runtime/executors/step-results.ts";
import { stepFile, withHanded } from "../../runtime/executors/step-files.ts";
import { hasTurn } from "../../runtime/executors/step-turn.ts";
import { filesIn } from "../../runtime/executors/secret-files.ts";

/** What a step of the fake executor can do. */
export interface World {
  /** The job's private tree, by path. */
  readonly files: Map<string, string>;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly signal: AbortSignal;
  write(stream: "stdout" | "stderr", text: string): Promise<void> | void;
  output(name: string, value: string): void;
  /** Sets a variable for the later steps. */
  hand(name: string, value: string): void;
}

/** A step in place of its script: the exit code is the number that it gives, or 0. */
export type Act = (world: World) => unknown;

export interface FakeOptions {
  /** The tree that each job begins with. */
  readonly tree?: Readonly<Record<string, string>>;
  /** What scripts do, by their text. Others do nothing and succeed. */
  readonly acts?: Readonly<Record<string, Act>>;
  readonly prepared?: (job: string) => void;
}

/** Runs scripts that are functions, in trees that are maps: the whole runtime without a process. */
export function fakeExecutor({ tree = {}, acts = {}, prepared }: FakeOptions = {}): Executor {
  return {
    name: "fake",
    refusals: () => [],
    open: async () => ({
      prepare: async (job) => prepared?.(job.id),
      execute: (request) => attempt(request, new Map(Object.entries(tree)), acts),
      close: async () => {},
    }),
  };
}

async function attempt(
  request: JobRequest,
  files: Map<string, string>,
  acts: Readonly<Record<string, Act>>,
): Promise<Attempt> {
  const { job, sink, artifacts, artifactsTo } = request;
  for (const archive of artifacts) {
    for (const [path, text] of JSON.parse(readFileSync(archive, "utf8")) as [string, string][]) files.set(path, text);
  }
  for (const { from, restored } of request.caches) {
    if (from === undefined) continue;
    for (const [path, text] of JSON.parse(readFileSync(from, "utf8")) as [string, string][]) files.set(path, text);
    restored();
  }
  const outputs: Record<string, string> = {};
  const results = stepResults(job);
  const limit = deadline(request.signal, timeLimit(job));
  limit.start();
  let failure: Failure | undefined;
  for (const [index, step] of job.steps.entries()) {
    if (!hasTurn(step, failure !== undefined)) continue;
    const env = request.stepEnv(index, results.left);
    if (!env) {
      sink.stepSkipped(index);
      continue;
    }
    sink.step(index);
    if (step.run.kind === "action" || step.run.kind === "native") throw new Error("an action runs on GitHub only");
    const lines: string[] = [];
    const handed: string[] = [];
    const script = step.run.kind === "shell" ? step.run.script : step.run.argv.join(" ");
    const given = filesIn("/secrets", withHanded(job, step, env, results.handed()));
    for (const { path, content } of given.files) files.set(path, content);
    const world: World = {
      files,
      env: given.env,
      folder: step.workingDirectory ?? job.workingDirectory ?? ".",
      signal: limit.signal,
      write: sink.write,
      output(name, value) {
        lines.push(`${name}=${value}`);
        if (job.outputs.includes(name)) outputs[name] = value;
      },
      hand(name, value) {
        handed.push(`${name}=${value}`);
      },
    };
    const answer = await acts[script]?.(world);
    const exitCode = typeof answer === "number" ? answer : 0;
    for (const { path } of given.files) files.delete(path);
    sink.stepDone(index, exitCode);
    await results.ended({ step, index }, exitCode === 0, async (path, take) =>
      take(Buffer.from((path === stepFile("env", index) ? handed : lines).join("\n"))),
    );
    if (limit.passed()) failure ??= { kind: "timeout", seconds: timeLimit(job) };
    else if (exitCode !== 0 && !step.allowFailure) failure ??= { kind: "exit", step: index, exitCode };
    if (exitCode !== 0 && step.allowFailure) {
      await sink.write("stderr", `Failed with exit code ${exitCode}, which is allowed.\n`);
    }
    if (limit.passed()) break;
  }
  limit.clear();
  for (const { path, take } of request.reports) {
    const { includes } = artifactSelection({ paths: [path], exclude: [] });
    for (const [name, text] of files) {
      if (includes(posix.normalize(name))) await take(name, text.length, ReadableStream.from([Buffer.from(text)]));
    }
  }
  if (artifactsTo !== undefined && job.artifacts && !failure) {
    const { includes } = artifactSelection(job.artifacts);
    const kept = [...files].filter(([path]) => includes(posix.normalize(path)));
    writeFileSync(artifactsTo, JSON.stringify(kept));
  }
  for (const { paths, to, notKept } of failure ? [] : request.caches) {
    const file = to();
    if (file === undefined) continue;
    const { includes } = artifactSelection({ paths, exclude: [] });
    const kept = [...files].filter(([path]) => includes(posix.normalize(path)));
    if (kept.length > 0) writeFileSync(file, JSON.stringify(kept));
    else notKept(`no file matches ${paths.join(", ")}`);
  }
  return failure ? { failure, outputs: {} } : { outputs: { ...outputs, ...results.outputs() } };
}

/** The same executor, which keeps a list of the requests that it executes. */
export function recording(executor: Executor, executed: JobRequest[]): Executor {
  return {
    ...executor,
    async open(context) {
      const session = await executor.open(context);
      return {
        ...session,
        execute(request) {
          executed.push(request);
          return session.execute(request);
        },
      };
    },
  };
}
