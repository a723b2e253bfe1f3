import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import type { Executor } from "../../../runtime/executors/executor.ts";
import { readFacts } from "../../../runtime/facts.ts";
import { run } from "../../../runtime/run.ts";
import { digestOf, type Ending, filesBelow } from "./gitlab-run.ts";

export interface LocalRun {
  readonly folder: string;
  readonly executor: Executor;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Runs a graph as `waybill run` does. */
export async function runLocally(graph: StageGraph, { folder, executor, secrets = {} }: LocalRun): Promise<Ending> {
  const artifacts: Record<string, string> = {};
  const { jobs, status, diagnostics } = await run(graph, {
    root: folder,
    executor: keeping(executor, artifacts),
    facts: (await readFacts(folder)).facts,
    secrets: (name) => secrets[name],
    reporter: () => {},
  });
  if (status === "refused") throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const ended = [...jobs].flatMap(([id, result]): readonly (readonly [string, Ending["jobs"][string]])[] => {
    if (result.status === "succeeded") return [[id, "succeeded"]];
    return result.status === "failed" ? [[id, result.allowed ? "allowed" : "failed"]] : [];
  });
  // One that was never set reads as an empty text.
  const outputs = graph.jobs.flatMap((job) => {
    const result = jobs.get(job.id);
    if (job.kind !== "script" || result?.status !== "succeeded") return [];
    return job.outputs.map((name) => [`${job.id}.${name}`, result.outputs[name] ?? ""] as const);
  });
  return { jobs: Object.fromEntries(ended), artifacts, outputs: Object.fromEntries(outputs) };
}

/** Looks into each job's archive when it is made: a run removes it when it ends. */
function keeping(executor: Executor, artifacts: Record<string, string>): Executor {
  return {
    ...executor,
    async open(request) {
      const session = await executor.open(request);
      return {
        ...session,
        async execute(job) {
          const result = await session.execute(job);
          if (job.artifactsTo && !result.failure) await unpack(job.artifactsTo, job.job.id, artifacts);
          return result;
        },
      };
    },
  };
}

async function unpack(archive: string, job: string, into: Record<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-kept-"));
  try {
    await extract({ file: archive, cwd: folder });
    for (const name of filesBelow(folder)) into[`${job}/${name}`] = digestOf(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
