import type { JobResult, RunEvent } from "../../events.ts";
import { heldText } from "../failure.ts";

/** What the screen knows of one job. */
export interface JobView {
  readonly id: string;
  readonly depth: number;
  readonly status: "waiting" | "running" | JobResult["status"];
  readonly result?: JobResult;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  /** Milliseconds. */
  readonly duration?: number;
  readonly attempt: number;
  readonly step?: string;
  readonly progress?: { readonly activity: string; readonly fraction?: number } | undefined;
  /** What became of its caches, in a word each. */
  readonly caches?: readonly string[];
  /** The last lines of its output. */
  readonly tail: readonly string[];
}

export interface RunView {
  readonly pipeline: string;
  readonly executor: string;
  readonly jobs: ReadonlyMap<string, JobView>;
}

export const NOTHING_YET: RunView = { pipeline: "", executor: "", jobs: new Map() };

/** How many lines of a running job's output are kept. */
const TAIL = 3;

/** The view after one more event. Log lines change it in place of a copy: a job may write millions of them. */
export function advance(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case "run-started":
      return { pipeline: event.pipeline, executor: event.executor, jobs: arrange(event.jobs) };
    case "job-started":
      return change(view, event.job, {
        status: "running",
        startedAt: event.time,
        attempt: event.attempt,
        tail: [],
        caches: [],
      });
    case "job-expanded":
      return { ...view, jobs: expanded(view, event.job, event.into) };
    case "step-started":
      return change(view, event.job, { step: event.name });
    case "log":
      return change(view, event.job, { tail: [...(view.jobs.get(event.job)?.tail ?? []), event.line].slice(-TAIL) });
    case "progress": {
      const { activity, fraction } = event;
      return change(view, event.job, { progress: fraction === undefined ? { activity } : { activity, fraction } });
    }
    case "cache": {
      const { cache, outcome } = event;
      // That it was kept is what everybody expects.
      if (outcome === "kept") return view;
      const word = `${cache} ${outcome === "not-kept" ? "not kept" : outcome}`;
      return change(view, event.job, { caches: [...(view.jobs.get(event.job)?.caches ?? []), word] });
    }
    case "job-released":
      return change(view, event.job, { progress: undefined });
    case "job-finished":
      return change(view, event.job, { status: event.result.status, result: event.result, duration: event.duration });
    case "job-held":
      return change(view, event.job, { progress: { activity: heldText(event) } });
    case "step-finished":
    case "step-skipped":
    case "report":
    case "notice":
    case "run-finished":
      return view;
  }
}

function change(view: RunView, id: string, values: Partial<JobView>): RunView {
  const job = view.jobs.get(id);
  if (!job) return view;
  (view.jobs as Map<string, JobView>).set(id, { ...job, ...values });
  return view;
}

/** Further jobs, right below the one that stands for them. */
function expanded(view: RunView, parent: string, into: readonly { readonly id: string }[]): Map<string, JobView> {
  return new Map(
    [...view.jobs].flatMap(([id, job]): [string, JobView][] => {
      if (id !== parent) return [[id, job]];
      const below = into.map((one): [string, JobView] => [one.id, waiting(one.id, job.depth + 1)]);
      return [[id, job], ...below];
    }),
  );
}

const waiting = (id: string, depth: number): JobView => ({ id, depth, status: "waiting", attempt: 1, tail: [] });

/** A tree: each job below the last of its needs, in the graph's order. */
function arrange(jobs: readonly { readonly id: string; readonly needs: readonly string[] }[]): Map<string, JobView> {
  const depth = new Map<string, number>();
  const below = new Map<string | undefined, string[]>();
  const place = new Map(jobs.map(({ id }, index) => [id, index]));
  for (const { id, needs } of jobs) {
    const parent = [...needs].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)).at(-1);
    depth.set(id, parent === undefined ? 0 : (depth.get(parent) ?? 0) + 1);
    below.set(parent, [...(below.get(parent) ?? []), id]);
  }
  const ordered: string[] = [];
  const rest = [...(below.get(undefined) ?? [])].reverse();
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    ordered.push(id);
    rest.push(...[...(below.get(id) ?? [])].reverse());
  }
  return new Map(ordered.map((id) => [id, waiting(id, depth.get(id) ?? 0)]));
}
