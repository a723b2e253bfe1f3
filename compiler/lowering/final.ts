import { isPart, type CallScope } from "./calls.ts";
import type { Draft, Edge } from "./draft.ts";

type Edges = ReadonlyMap<number, readonly Edge[]>;

/**
 * What a final job waits for: what it names with all that these need, so that it knows of every failure on the way; without
 * names every job of its pipeline that is not final itself, but for those that wait for a person, and what waits with them.
 *
 * @param named - Whether a job names any that it needs.
 */
export function withFinalNeeds(
  drafts: readonly Draft[],
  needs: Edges,
  { calls, named }: { readonly calls: readonly CallScope[]; readonly named: (draft: Draft) => boolean },
): Edges {
  if (!drafts.some(({ isFinal }) => isFinal)) return needs;
  const after = (starts: readonly number[]) => reached(starts, needs);
  const isOf = (draft: Draft, call: number | undefined) => call === undefined || isPart(calls, draft.call, call);
  const awaited = drafts.filter(
    ({ number }) => !after([number]).some((needed) => drafts[needed]!.isFinal || drafts[needed]!.job.manual),
  );
  return new Map(
    drafts.map((draft) => {
      const edges = needs.get(draft.number)!;
      if (!draft.isFinal) return [draft.number, edges];
      const covered = named(draft)
        ? after(edges.map((edge) => edge.job))
        : awaited.filter((other) => isOf(other, draft.call)).map(({ number }) => number);
      const known = new Set(edges.map((edge) => edge.job));
      const further = covered.filter((number) => !known.has(number) && number !== draft.number);
      return [draft.number, [...edges, ...further.map((job): Edge => ({ job, gate: false, artifacts: false }))]];
    }),
  );
}

/** These jobs and all that they need. */
function reached(starts: readonly number[], needs: Edges): readonly number[] {
  const seen = new Set(starts);
  for (const number of seen) for (const edge of needs.get(number) ?? []) seen.add(edge.job);
  return [...seen];
}
