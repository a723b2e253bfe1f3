import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import { didYouMean } from "../../compiler/diagnostics/did-you-mean.ts";
import type { Job, ScriptJob, StageGraph } from "../../compiler/graph/model/index.ts";

/** Holds where any step fails. */
export const FAILURE = "failure";

/** Where a run holds. */
export interface Breakpoints {
  readonly failure: boolean;
  /** Whether it holds before a step, counted from 0. */
  before(job: Pick<ScriptJob, "id" | "matrix">, step: number): boolean;
}

/**
 * Reads `failure`, `JOB`, `JOB:NAME` and `JOB:2`. The name of a matrix means all of its instances. Steps are counted from 1, as
 * people do; a job without a step means its first.
 */
export function breakpoints(texts: readonly string[], graph: StageGraph): Breakpoints {
  const found = texts.filter((text) => text !== FAILURE).flatMap((text) => read(text, graph).places ?? []);
  return {
    failure: texts.includes(FAILURE),
    before: ({ id, matrix }, step) =>
      found.some((place) => (place.job === id || place.job === matrix?.id) && place.step === step),
  };
}

/** Breakpoints at jobs and steps that a graph does not have. */
export function unknownBreakpoints(texts: readonly string[], graph: StageGraph): readonly Diagnostic[] {
  return texts.flatMap((text) => (text === FAILURE ? [] : (read(text, graph).problem ?? [])));
}

interface Place {
  readonly job: string;
  readonly step: number;
}

function read(text: string, graph: StageGraph): { readonly places?: readonly Place[]; readonly problem?: Diagnostic } {
  const colon = text.lastIndexOf(":");
  const whole = jobsOf(text, graph);
  const [name, step] =
    whole.length > 0 || colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
  const jobs = jobsOf(name, graph);
  if (jobs.length === 0) {
    const known = graph.jobs.map(({ id }) => id);
    return { problem: diagnostic("WB4120", { place: text, name, meant: didYouMean(name, known) }) };
  }
  const scripts = jobs.filter((job) => job.kind === "script");
  if (scripts.length === 0) {
    const [{ id, kind, location }] = jobs as [Job];
    return { problem: diagnostic("WB4121", { place: text, job: id, kind }, { at: location }) };
  }
  const places = scripts.flatMap((job) => {
    const index = step === undefined ? 0 : stepIndex(job, step);
    return index === -1 ? [] : [{ job: job.id, step: index }];
  });
  if (places.length > 0) return { places };
  const [job] = scripts as [ScriptJob];
  const steps = job.steps.map(({ name }, index) => `${index + 1} ${name}`).join(", ");
  return { problem: diagnostic("WB4122", { place: text, job: job.id, steps }, { at: job.location }) };
}

const jobsOf = (name: string, { jobs }: StageGraph): readonly Job[] =>
  jobs.filter((job) => job.id === name || (job.kind === "script" && job.matrix?.id === name));

function stepIndex({ steps }: ScriptJob, text: string): number {
  const named = steps.findIndex(({ name }) => name === text);
  if (named !== -1 || !/^\d+$/.test(text)) return named;
  const index = Number(text) - 1;
  return index < steps.length ? index : -1;
}
