import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunFacts } from "../../compiler/expr/model.ts";
import type { Built } from "./image.ts";
import type { ValueSources } from "./values.ts";

/** What the jobs of a run have handed on by now. */
export interface RunState {
  readonly values: ValueSources;
  /** Outputs by job. */
  readonly outputs: Map<string, Readonly<Record<string, string>>>;
  /** Images by the job that built them. */
  readonly images: Map<string, Built>;
  /** Indexes of the steps that ran, by script job. */
  readonly steps: Map<string, Set<number>>;
  /** Jobs whose results a person has changed, where they held. */
  readonly byHand: Set<string>;
  /** Where a job's artifacts are, or are to be, archived. */
  readonly archive: (job: string) => string;
  /** Whether a job has archived any. */
  readonly archived: (job: string) => boolean;
}

export interface RunStateOptions {
  readonly facts: RunFacts;
  readonly secrets: (name: string) => string | undefined;
  /** Those of the manual trigger, also those that nobody has given. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Where the run keeps its files. */
  readonly folder: string;
}

export function runState({ facts, secrets, inputs, folder }: RunStateOptions): RunState {
  const images = new Map<string, Built>();
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  const archive = (job: string) => join(folder, `${job}.tar`);
  return {
    values: {
      facts,
      secret: secrets,
      input: (name) => inputs[name],
      output: (job, name) => outputs.get(job)?.[name],
      image: (job) => images.get(job)?.reference,
    },
    ...{ outputs, images, steps: new Map(), byHand: new Set(), archive, archived: (job) => existsSync(archive(job)) },
  };
}
