import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { inputTree } from "../reuse/tree.ts";
import type { JobEnded, RunBegan } from "./entry.ts";
import type { PastRun } from "./history.ts";
import { type Demand, otherResults } from "./other.ts";

/** Why a result of a run is not what its job would give after an edit; undefined: it is. */
export type Outdated = (job: string, ended: JobEnded) => Promise<string | undefined>;

/** A run that resumes another one. */
export interface Resumption extends Demand {
  readonly root: string;
  /** What the run is now. */
  readonly start: Pick<RunBegan, "tree" | "graph">;
}

/**
 * What an edit of the pipeline or of the tree touches. A job that names its inputs depends on those files; any other job, a
 * build and a deploy depend on the whole tree.
 */
export function outdatedBy({ graph, root, start, ...demand }: Resumption, run: PastRun): Outdated {
  const sameTree = run.start.tree === start.tree;
  const jobs = new Map(graph.jobs.map((job) => [job.id, job]));
  const other = otherResults({ graph, ...demand }, run);
  const tree = inputTree(root);
  return async (id, ended) => {
    const job = jobs.get(id) ?? ownerOf(graph, id);
    if (!job) return "is not a job of this pipeline";
    const changed = jobs.has(id) ? other(id, ended) : undefined;
    if (changed !== undefined || sameTree) return changed;
    const inputs = (job.kind === "script" && job.inputs) || [];
    if (inputs.length === 0) return "may read any file of the tree, which has changed";
    const known = ended.note?.inputs?.manifest;
    if (known === undefined) return "did not note which files it had";
    const { digest } = await tree.manifest(inputs);
    return digest === known ? undefined : "has other inputs";
  };
}

/** The dynamic matrix of an instance. */
function ownerOf({ jobs }: StageGraph, id: string): Job | undefined {
  return jobs.find((job) => job.kind === "script" && job.dynamic && id.startsWith(`${job.id}-`));
}
