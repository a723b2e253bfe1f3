import type { DeclarationDocument, DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { isPart } from "./calls.ts";
import type { Edge } from "./needs.ts";

type Edges = ReadonlyMap<number, readonly Edge[]>;

/**
 * What a final job waits for: what it names with all that these need, so that it knows of every failure on the way; without
 * names every job of its pipeline that is not final itself, but for those that wait for a person, and what waits with them.
 */
export function withFinalNeeds(document: DeclarationDocument<Location>, needs: Edges): Edges {
  const { jobs } = document;
  if (!jobs.some(isFinal)) return needs;
  const after = (starts: readonly number[]) => reached(starts, needs);
  const isOf = (job: DeclaredJob<Location>, call: number | undefined) =>
    call === undefined || isPart(document, job.call, call);
  const awaited = jobs.filter((job) => !after([job.id]).some((id) => isFinal(jobs[id]!) || waits(jobs[id]!)));
  return new Map(
    jobs.map((job) => {
      const own = needs.get(job.id)!;
      if (!isFinal(job)) return [job.id, own];
      const covered =
        job.needs.length > 0
          ? after(own.map((edge) => edge.job))
          : awaited.filter((one) => isOf(one, job.call)).map(({ id }) => id);
      const known = new Set(own.map((edge) => edge.job));
      const further = covered.filter((id) => !known.has(id) && id !== job.id);
      return [job.id, [...own, ...further.map((id): Edge => ({ job: id, gate: false, artifacts: false }))]];
    }),
  );
}

const isFinal = (job: DeclaredJob<Location>) => job.kind === "script" && job.finally === true;
const waits = ({ control }: DeclaredJob<Location>) => control.manual || control.environment?.approval;

/** These jobs and all that they need. */
function reached(starts: readonly number[], needs: Edges): readonly number[] {
  const seen = new Set(starts);
  for (const id of seen) for (const edge of needs.get(id) ?? []) seen.add(edge.job);
  return [...seen];
}
