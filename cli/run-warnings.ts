import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnostic } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import type { GitFacts } from "../runtime/index.ts";

/** What git does not say of a run, and what therefore counts instead. */
export function factWarnings(graph: StageGraph, root: string, facts: GitFacts): readonly Diagnostic[] {
  const isMissing = facts.changes === undefined && dependsOnGit(graph, root);
  return [
    ...eventWarnings(graph, facts),
    ...(isMissing ? [diagnostic("WB4114", { root }, { at: graph.location })] : []),
  ];
}

/** The part of it that decides which jobs run on an event. */
export function eventWarnings(graph: StageGraph, { unknownTarget, detached, facts }: GitFacts): readonly Diagnostic[] {
  const at = { at: graph.location };
  return [
    ...(unknownTarget !== undefined && reads(graph, CHANGED)
      ? [diagnostic("WB4115", { branch: unknownTarget }, at)]
      : []),
    ...(detached ? [diagnostic("WB4113", { commit: facts.sha.slice(0, 12) }, at)] : []),
  ];
}

/** Without a repository the branch is not known, nothing has changed, and what `.gitignore` names is copied into the jobs. */
function dependsOnGit(graph: StageGraph, root: string): boolean {
  return existsSync(join(root, ".gitignore")) || reads(graph, CHANGED) || reads(graph, REF);
}

// As the names stand in the conditions and triggers of a graph.
const CHANGED = /"op":"changed"|"paths":/;
const REF = /"name":"(?:branch|tag|defaultBranch|protected)"|"(?:branches|tags)":/;

function reads({ jobs, triggers }: StageGraph, pattern: RegExp): boolean {
  const conditions = jobs.flatMap((job) => [
    job.when,
    ...(job.kind === "script" ? job.steps.map(({ when }) => when) : []),
  ]);
  return pattern.test(JSON.stringify([triggers, conditions]));
}
