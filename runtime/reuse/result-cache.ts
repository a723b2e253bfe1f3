import { join } from "node:path";
import type { ImageReference, Job, ScriptJob } from "../../compiler/graph/model/index.ts";
import type { Cached } from "../events.ts";
import type { Executor, Identity } from "../executors/executor.ts";
import type { Store } from "../store/store.ts";
import { resolveValue, type ValueSources } from "../values/values.ts";
import { type Cacheable, isCacheable, whyAlwaysRun } from "./cacheable.ts";
import { contentDigest } from "./content-digest.ts";
import { earlyDigest, type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { type LogFile, logFile } from "./log.ts";
import { keepResult, mayBeKnown, takeResult } from "./results.ts";
import type { InputTree } from "./tree.ts";

type Emit = (stream: "stdout" | "stderr", line: string) => void;

/** What a run knows of earlier ones, and keeps for later ones. */
export interface Memory {
  /** Whether a job's result may be known: it is not made ready ahead of its turn, then. */
  expects(job: Job): boolean;
  /** An earlier result of a job that has not changed, its artifacts put where those of this run are. */
  recall(job: Job, around: Around, emit: Emit): Promise<Recalled | undefined>;
  /** Takes down what a job does, from an attempt's beginning on. */
  record(job: Job, around: Around): Recording;
  /** What became of each job that was asked for, for those who want to know why. */
  readonly notes: ReadonlyMap<string, Note>;
}

export interface Note {
  readonly fingerprint?: Fingerprint;
  /** Digest and globs of its inputs. */
  readonly inputs?: { readonly manifest: string; readonly globs: readonly string[] };
  /** Why it is not kept, in words that go on from the job's name. */
  readonly always?: string;
}

/** What a run has by now. */
export interface Around {
  readonly values: ValueSources;
  readonly archive: (job: string) => string;
  readonly archived: (job: string) => boolean;
}

export interface Recalled {
  readonly outputs: Readonly<Record<string, string>>;
  readonly cached: Cached;
}

export interface Recording {
  line: Emit;
  /** The attempt has succeeded: what it did is kept, where that is possible. */
  succeeded(outputs: Readonly<Record<string, string>>): Promise<void>;
  failed(): void;
}

export interface MemoryOptions {
  readonly run: string;
  readonly tree: InputTree;
  readonly store: Store;
  readonly executor: Executor;
  /** Those that may run. */
  readonly jobs: readonly Job[];
  readonly values: ValueSources;
  /** A folder of the run's own. */
  readonly scratch: string;
  /** Nothing is taken from earlier runs. */
  readonly fresh: boolean;
  /** Whether a text holds a secret. */
  readonly holdsSecret: (text: string) => boolean;
  /** Told what people should know: once, when the store does not work. */
  readonly notice: (message: string) => void;
}

/** To be awaited before the source tree is copied. */
export async function openMemory(options: MemoryOptions): Promise<Memory> {
  const { run, store, executor, scratch, holdsSecret } = options;
  const jobs = options.jobs.filter(isCacheable);
  const notes = new Map<string, Note>();
  for (const job of options.jobs) {
    const always = executor.identify ? whyAlwaysRun(job) : "cannot be distinguished by this executor";
    notes.set(job.id, always === undefined ? {} : { always });
  }
  const { tree } = options;
  const names = [...new Set(jobs.flatMap(tagged))];
  const [identity] = await Promise.all([
    jobs.length > 0 ? executor.identify?.(names) : undefined,
    // Read now, for what is read after the tree was copied is not what the jobs got.
    Promise.all(jobs.map((job) => guarded(() => tree.manifest(job.inputs)))),
  ]);
  const expected = new Set<string>();

  /** Nothing that goes wrong here is a reason for a job to fail. */
  let broken = false;
  async function guarded<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!broken) options.notice(`what earlier runs left cannot be used: ${(error as Error).message}`);
      broken = true;
      return undefined;
    }
  }

  const sourcesOf = async (job: Cacheable, around: Pick<Around, "values">, known: Identity) => {
    const { digest: inputs } = await tree.manifest(job.inputs);
    return { values: around.values, platform: known.platform, image: imageIn(known, around.values), inputs };
  };
  const identified = async (job: Cacheable, around: Around, known: Identity) => {
    const artifacts = new Map<string, string>();
    for (const need of job.needs.filter((one) => one.artifacts)) {
      const digest = around.archived(need.job) ? await contentDigest(around.archive(need.job)) : "none";
      artifacts.set(need.job, digest);
    }
    const sources = await sourcesOf(job, around, known);
    const fingerprint = fingerprintOf(job, { ...sources, artifacts: (need) => artifacts.get(need) ?? "none" });
    const { digest: manifest, text } = await tree.manifest(job.inputs);
    notes.set(job.id, { ...(fingerprint && { fingerprint }), inputs: { manifest, globs: job.inputs } });
    return fingerprint && { fingerprint, manifest: text };
  };
  const leaks = (job: Cacheable, values: ValueSources) =>
    [job, ...job.steps, ...job.services].some(({ env }) =>
      Object.values(env).some((value) => holdsSecret(resolveValue(value, values))),
    );

  if (identity && !options.fresh) {
    await Promise.all(
      jobs.map((job) =>
        guarded(async () => {
          const sources = await sourcesOf(job, options, identity);
          const early = earlyDigest(job, { ...sources, artifacts: () => "none" });
          if (await mayBeKnown(store, early)) expected.add(job.id);
        }),
      ),
    );
  }

  const keep = async (job: Cacheable, around: Around, finished: { outputs: Recalled["outputs"]; log: string }) => {
    if (!identity || broken) return;
    const withSecret = leaks(job, around.values) || Object.values(finished.outputs).some(holdsSecret);
    if (withSecret) return void notes.set(job.id, { always: "takes or gives a value that holds a secret" });
    if (!(await tree.settled(job.inputs))) {
      return void notes.set(job.id, { always: "ran while its inputs were being changed" });
    }
    // Once more: a tag may have been moved, and what was pulled since is known only now.
    const now = await executor.identify?.(tagged(job));
    if (
      !now ||
      tagged(job).some((name) => identity.images.has(name) && identity.images.get(name) !== now.images.get(name))
    ) {
      return void notes.set(job.id, { always: "ran while its image was being changed" });
    }
    const found = await identified(job, around, now);
    if (!found) return;
    await store.blobs.keepText(found.manifest);
    await keepResult(store, found.fingerprint, {
      ...{ run, outputs: finished.outputs, logFile: finished.log },
      ...(around.archived(job.id) && { artifacts: around.archive(job.id) }),
    });
  };

  return {
    notes,
    expects: ({ id }) => expected.has(id),
    async recall(job, around, emit) {
      if (!identity || !isCacheable(job)) return undefined;
      return guarded(async () => {
        if (leaks(job, around.values)) return undefined;
        const found = await identified(job, around, identity);
        if (!found) return undefined;
        const places = { scratch: join(scratch, `${job.id}.log`), artifacts: around.archive(job.id) };
        const result = options.fresh ? undefined : await takeResult(store, found.fingerprint, places);
        if (!result) {
          // Whatever becomes of it now: which files it had can be asked for later.
          await store.blobs.keepText(found.manifest);
          return undefined;
        }
        await result.replay(emit);
        return { outputs: result.outputs, cached: { run: result.run, because: "unchanged" } };
      });
    },
    record(job, around) {
      if (!identity || !isCacheable(job)) return { line() {}, succeeded: async () => {}, failed() {} };
      const path = join(scratch, `${job.id}.log`);
      let file: LogFile | undefined;
      // As above: a full disk is told of by what needs it more.
      const trying = (act: () => void) => {
        try {
          act();
        } catch {
          broken = true;
        }
      };
      trying(() => {
        file = logFile(path);
      });
      return {
        line: (stream, line) => trying(() => file?.line(stream, line)),
        async succeeded(outputs) {
          trying(() => file?.close());
          await guarded(() => keep(job, around, { outputs, log: path }));
        },
        failed: () => trying(() => file?.close()),
      };
    },
  };
}

/** Images by names that can come to mean another one. */
function tagged(job: ScriptJob): readonly string[] {
  return [job.image, ...job.services.map(({ image }) => image)].flatMap((image) =>
    image.kind === "registry" && !image.reference.includes("@") ? [image.reference] : [],
  );
}

function imageIn({ images }: Identity, values: ValueSources) {
  return (image: ImageReference): string | undefined => {
    if (image.kind === "build") return values.image(image.job);
    if (image.kind === "template" || image.kind === "machine") return undefined;
    return image.reference.includes("@") ? image.reference : images.get(image.reference);
  };
}
