import type { BuildOptions } from "../authoring/image.ts";
import type { DeployOptions } from "../authoring/deploy.ts";
import type { ArtifactOptions, Cache } from "../authoring/files.ts";
import type { AnyJobOptions } from "../authoring/job.ts";
import type { PipelineOptions } from "../authoring/pipeline.ts";
import type { ServiceOptions } from "../authoring/service.ts";
import type { StepOptions } from "../authoring/step.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { entriesOf, isRecord } from "./nodes.ts";
import type { Reader } from "./reader.ts";
import type { NodeOptions } from "../authoring/job.ts";

/** Every option of a type. One that the type has and the list has not does not compile, nor one that it has not. */
type NamesOf<Options> = Readonly<Record<keyof Options, true>>;

const NODE = {
  ...{ title: true, stage: true, needs: true, when: true, timeout: true, native: true, accept: true },
  ...{ manual: true, environment: true, concurrency: true, interruptible: true, runner: true, permissions: true },
} as const satisfies NamesOf<NodeOptions>;

const JOB = {
  ...NODE,
  ...{ image: true, machine: true, steps: true, checkout: true, env: true, secrets: true, cache: true, inputs: true },
  ...{ artifacts: true, downloads: true, outputs: true, services: true, finally: true, shell: true, entrypoint: true },
  ...{ user: true, workingDirectory: true, retry: true, allowFailure: true },
} as const satisfies NamesOf<AnyJobOptions>;

/** With what declarations of our own add to a job's: what a required check covers, and the name of an instance. */
const OPTIONS = {
  job: { ...JOB, covers: true, name: true },
  build: {
    ...NODE,
    ...{ repository: true, context: true, dockerfile: true, target: true, args: true, secrets: true, ssh: true },
    ...{ tags: true, tagFrom: true, platforms: true, layerCache: true, login: true },
    ...{ push: true, include: true, labels: true },
  } satisfies NamesOf<BuildOptions>,
  deploy: { ...NODE, image: true, to: true } satisfies NamesOf<DeployOptions>,
  step: {
    ...{ env: true, workingDirectory: true, when: true, runs: true, timeout: true, allowFailure: true, shell: true },
    ...{ id: true, outputs: true },
  } satisfies NamesOf<StepOptions>,
  service: { image: true, env: true, command: true, ports: true, ready: true } satisfies NamesOf<ServiceOptions>,
  artifacts: {
    ...{ paths: true, exclude: true, on: true, retention: true, junit: true, coverage: true },
    ...{ name: true, exposeAs: true },
  } satisfies NamesOf<ArtifactOptions<string>>,
  cache: { key: true, name: true, fallback: true, paths: true, prefix: true, policy: true } satisfies NamesOf<Cache>,
  pipeline: {
    ...{ on: true, jobs: true, stages: true, accept: true, targets: true, native: true, cancelSuperseded: true },
    ...{ permissions: true, gitlab: true, ignoreCase: true },
  } satisfies NamesOf<PipelineOptions>,
} as const;

/** Reports options that there are not: a spread, or a type that was cast away, lets a misspelt one through. */
export function checkOptionNames({ options, scope, field }: Reader, kind: keyof typeof OPTIONS): void {
  if (!isRecord(options)) return;
  const known = Object.keys(OPTIONS[kind]);
  for (const [name] of entriesOf(options)) {
    if (known.includes(name)) continue;
    const values = { owner: scope.owner, option: field(name), remedy: didYouMean(name, known) };
    scope.misuses.add("WB2162", values, { at: scope.at });
  }
}
