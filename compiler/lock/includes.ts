import type { ComponentInclude, FileInclude, GitLabInclude, StageGraph } from "../graph/model/index.ts";
import { isCommit, type Lock } from "./model.ts";

/** What can be moved to another commit: templates are GitLab's own, and remote files are told by their digest. */
export type PinnedInclude = ComponentInclude | FileInclude;

export const isPinned = (include: GitLabInclude): include is PinnedInclude =>
  include.kind === "component" || include.kind === "file";

/** What is included by a name that can move, each once: what there is to pin. */
export function includesToPin({ gitlab }: StageGraph): readonly PinnedInclude[] {
  const named = (gitlab?.include ?? []).filter(isPinned).filter((one) => !isCommit(refOf(one)));
  return [...new Map(named.map((one) => [includeName(one), one])).values()];
}

/** As the lock has it. */
export function includeName(include: PinnedInclude): string {
  return include.kind === "component" ? `${include.component}@${include.version}` : `${include.project}@${include.ref}`;
}

/** The commit that is included; undefined where the lock does not know it. */
export function commitOf(include: PinnedInclude, { includes }: Lock): string | undefined {
  return isCommit(refOf(include)) ? refOf(include) : includes[includeName(include)];
}

export const refOf = (include: PinnedInclude): string => (include.kind === "component" ? include.version : include.ref);
