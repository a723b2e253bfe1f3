import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "./compile.ts";
import { type Diagnostic, diagnostic } from "./diagnostics/index.ts";
import { emit } from "./emit.ts";
import { ALWAYS, and, type Expr, exprKey, not } from "./expr/index.ts";
import type { StageGraph } from "./graph/model/index.ts";
import type { ImportedJob, ImportedPipeline, Note, Value } from "./importers/model.ts";
import { placedInSource } from "./importers/placed.ts";
import type { Importer, ProjectFiles, Refusal } from "./importers/provider.ts";
import { importers } from "./importers/registry.ts";
import {
  type Behaviour,
  type Comparison,
  type FileReport,
  keptParts,
  type Verdict,
  verdicts,
} from "./importers/verdict/index.ts";
import { type WrittenPipeline, writePipeline } from "./importers/write/index.ts";
import { type Lock, NO_LOCK } from "./lock/index.ts";
import { type ProviderName, PROVIDERS } from "./targets/names.ts";

export interface ImportOptions {
  readonly provider: Importer["provider"];
  readonly files: ProjectFiles;
}

/** What a file became. */
export interface Import {
  /** The module; absent where the file cannot be read. */
  readonly text?: string;
  readonly report: FileReport;
  readonly diagnostics: readonly Diagnostic[];
  /** The graph of the module, with its places in the file that was read. Absent if nothing of it compiles. */
  readonly graph?: StageGraph;
  /**
   * Holds an edited module against the same original. Absent where there is no module; undefined where the edited one does
   * not compile.
   */
  readonly judge?: (text: string) => Promise<readonly Verdict[] | undefined>;
}

/**
 * Reads a file of a provider, writes the pipeline that says the same, compiles that for the provider again, and compares the two job
 * by job. A job that the compiler refuses is left out, with the compiler's reason in the report: what is written compiles.
 *
 * @param path - Relative to the project's root, with `/`.
 */
export async function importFile(path: string, { provider, files }: ImportOptions): Promise<Import> {
  const importer = await importers[provider]();
  if (!importer) {
    const problem = diagnostic("WB6011", { file: path, provider, expected: "an importer, which comes later" });
    return { report: { source: path, verdicts: [], notes: [] }, diagnostics: [problem] };
  }
  const source = { path, files, importer, original: importer.behaviour(path, files) ?? { jobs: [] }, known: new Map() };
  const attempt = importer.keepMore ? await closest(source) : await firstAttempt(source);
  if ("diagnostics" in attempt)
    return { report: { source: path, verdicts: [], notes: [] }, diagnostics: attempt.diagnostics };
  const { pipeline, judged } = attempt;
  const written = await withTargets(attempt);
  const judge = async (text: string) => {
    const compiled = await tryOut(text, pipeline);
    if (!("graph" in compiled)) return undefined;
    return judgedAttempt(source, { pipeline, written: { ...written, text }, compiled }).judged;
  };
  return {
    ...{ text: written.text, judge, diagnostics: [] },
    ...(attempt.graph && { graph: placedInSource(attempt.graph, pipeline, written.jobs) }),
    report: { source: path, verdicts: judged, notes: pipeline.notes },
  };
}

interface Source {
  readonly path: string;
  readonly files: ProjectFiles;
  readonly importer: Importer;
  readonly original: Behaviour;
  /** Comparisons of conditions by earlier attempts. */
  readonly known: NonNullable<Comparison["known"]>;
}

/** A module with what became of each job. */
interface Attempt {
  readonly pipeline: ImportedPipeline;
  readonly written: WrittenPipeline;
  readonly judged: readonly Verdict[];
  /** Absent where nothing could be compiled. */
  readonly graph?: StageGraph;
}

/** A pipeline that the other provider cannot have says whose it is, so that `waybill check` judges it for that one alone. */
async function withTargets({ pipeline, written, graph }: Attempt): Promise<WrittenPipeline> {
  const { provider, options } = pipeline;
  if (options.targets !== undefined || !graph) return written;
  const [other] = PROVIDERS.filter((name) => name !== provider);
  const isBound =
    pipeline.options.native !== undefined ||
    pipeline.jobs.some(isNative) ||
    !(await canHave(graph, other!, asWritten(written.text)));
  return isBound ? writePipeline({ ...pipeline, options: { targets: [provider], ...options } }) : written;
}

const isNative = (job: ImportedJob): boolean => job.kind === "native" || keptParts(job).length > 0;

async function canHave(graph: StageGraph, target: ProviderName, lock: Lock): Promise<boolean> {
  const [emitted] = await emit([graph], { target, lock, root: ".", cache: false });
  return emitted?.diagnostics.every(({ severity }) => severity !== "error") === true;
}

type Unreadable = Required<Pick<Import, "diagnostics">>;

async function firstAttempt(source: Source): Promise<Attempt | Unreadable> {
  const { pipeline, diagnostics } = source.importer.read(source.path, source.files, new Map());
  return pipeline ? judgedAttempt(source, await compilable(pipeline)) : { diagnostics };
}

function judgedAttempt({ importer, original, known }: Source, { pipeline, written, compiled }: Compilable): Attempt {
  const behaviour = compiled && importer.compiled(compiled.text, compiled.graph);
  const judged = verdicts({ original, written: behaviour, pipeline, names: written.jobs, known });
  return { pipeline, written, judged, ...(compiled && { graph: compiled.graph }) };
}

/** More of these have never brought a job closer. */
const MOST_ATTEMPTS = 6;

/** Keeps more as the provider has it, until each job is the same or nothing helps; the attempt with most jobs that are the same. */
async function closest(source: Source): Promise<Attempt | Unreadable> {
  const { path, files, importer } = source;
  let kept: ReadonlyMap<string, unknown> = new Map();
  let best: Attempt | undefined;
  let last: ImportedPipeline | undefined;
  for (let round = 0; round < MOST_ATTEMPTS; round++) {
    const { pipeline, diagnostics } = importer.read(path, files, kept);
    if (!pipeline) return { diagnostics };
    last = pipeline;
    const written = await writePipeline(pipeline);
    const result = await tryOut(written.text, pipeline);
    let refused: ReadonlyMap<string, Refusal> = new Map();
    let judged: readonly Verdict[] = [];
    if ("graph" in result) {
      const attempt = judgedAttempt(source, { pipeline, written, compiled: result });
      judged = attempt.judged;
      if (!best || sameJobs(attempt) >= sameJobs(best)) best = attempt;
    } else refused = refusedJobs(result.refused, written, pipeline);
    const more = importer.keepMore?.(path, files, kept, { refused, verdicts: judged });
    if (!more) break;
    kept = more;
  }
  return best ?? judgedAttempt(source, await compilable(last!));
}

const sameJobs = ({ judged }: Attempt): number => judged.filter(({ kind }) => kind === "same").length;

interface Compilable {
  readonly pipeline: ImportedPipeline;
  readonly written: WrittenPipeline;
  /** Absent where nothing could be compiled. */
  readonly compiled?: { readonly graph: StageGraph; readonly text: string };
}

/** Times that a module is compiled, with fewer of the jobs that the compiler refuses each time. */
const MOST_ROUNDS = 8;

/** Leaves jobs out that the compiler refuses, until it takes the rest. */
async function compilable(read: ImportedPipeline): Promise<Compilable> {
  let pipeline = read;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const written = await writePipeline(pipeline);
    if (pipeline.jobs.length === 0) return { pipeline, written };
    const result = await tryOut(written.text, pipeline);
    if ("graph" in result) return { pipeline, written, compiled: result };
    const refused = refusedJobs(result.refused, written, pipeline);
    pipeline =
      keptFromForks(pipeline, refused) ??
      withFallbacks(pipeline, refused) ??
      without(pipeline, new Map([...refused].map(([id, { text }]) => [id, text])));
  }
  const nothing = without(pipeline, new Map(pipeline.jobs.map(({ id }) => [id, "it does not compile"])));
  return { pipeline: nothing, written: await writePipeline(nothing) };
}

/** Compiles a module for the provider that it came from, beside nothing else. */
async function tryOut(
  text: string,
  pipeline: ImportedPipeline,
): Promise<{ readonly graph: StageGraph; readonly text: string } | { readonly refused: readonly Diagnostic[] }> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-import-"));
  try {
    const file = join(folder, "pipeline.ts");
    writeFileSync(file, text);
    const { graph, diagnostics } = await compile(file, { root: folder, cache: false });
    if (!graph) return { refused: diagnostics };
    const [emitted] = await emit([graph], {
      target: pipeline.provider,
      lock: asWritten(text),
      root: folder,
      cache: false,
    });
    const errors = emitted?.diagnostics.filter(({ severity }) => severity === "error") ?? [];
    const made = emitted?.files[0]?.text;
    return made === undefined || errors.length > 0 ? { refused: errors } : { graph, text: made };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A lock in which each action is at the tag that the file names: what is compared is what was written, not what it is pinned to. */
function asWritten(text: string): Lock {
  const uses = [...text.matchAll(/\buses\(\s*"([^"]+)@([^"]+)"/g)].map(([, action, ref]) => {
    const [owner, repository] = action!.split("/");
    return [`${owner}/${repository}@${ref}`, { commit: ref!, version: ref! }] as const;
  });
  return { ...NO_LOCK, actions: Object.fromEntries(uses) };
}

/**
 * A job with a secret, kept from pull requests of forks: the provider would start it there with an empty secret, the language
 * does not. Undefined where that is not why jobs were refused, or where they are kept from forks already.
 */
function keptFromForks(
  pipeline: ImportedPipeline,
  refused: ReadonlyMap<string, Refusal>,
): ImportedPipeline | undefined {
  const fork: Expr = { op: "flag", name: "fork" };
  const isMeant = ({ id, when = ALWAYS }: ImportedJob) =>
    refused.get(id)?.code === "WB2041" && exprKey(and(when, not(fork))) !== exprKey(when);
  if (!pipeline.jobs.some(isMeant)) return undefined;
  const jobs = pipeline.jobs.map((job) => (isMeant(job) ? { ...job, when: and(job.when ?? ALWAYS, not(fork)) } : job));
  const notes = pipeline.jobs.filter(isMeant).map(({ id, at }): Note => {
    const message =
      "it is given a secret, so it no longer starts on a pull request from a fork, where the secret was empty";
    return { kind: "changed", job: id, at, message };
  });
  return { ...pipeline, jobs, notes: [...pipeline.notes, ...notes] };
}

/** Refused jobs as the provider has them; undefined where that was tried of all of them. */
function withFallbacks(
  pipeline: ImportedPipeline,
  refused: ReadonlyMap<string, Refusal>,
): ImportedPipeline | undefined {
  const replaced = pipeline.jobs.filter(({ id, fallback }) => fallback && refused.has(id));
  if (replaced.length === 0) return undefined;
  const native = new Set(replaced.map(({ id }) => id));
  return {
    ...pipeline,
    jobs: pipeline.jobs.map((job) => withoutArtifacts(native.has(job.id) ? job.fallback! : job, native)),
    notes: [
      ...pipeline.notes,
      ...replaced.map(({ id, at }): Note => {
        const message = `it is kept as the provider has it: ${refused.get(id)!.text}`;
        return { kind: "todo", job: id, at, message };
      }),
    ],
  };
}

/** What a job downloads of others that have no artifacts in the language: it comes after them all the same. */
function withoutArtifacts(job: ImportedJob, native: ReadonlySet<string>): ImportedJob {
  const { downloads } = job.options;
  if (!Array.isArray(downloads)) return job;
  const isGone = (value: Value) =>
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    value.kind === "artifacts" &&
    native.has(value.job);
  const left = downloads.filter((value: Value) => !isGone(value));
  if (left.length === downloads.length) return job;
  const gone = downloads.flatMap((value: Value) => (isGone(value) ? [(value as { job: string }).job] : []));
  return {
    ...job,
    needs: [...new Set([...job.needs, ...gone])],
    options: { ...job.options, downloads: left.length > 0 ? left : undefined },
  };
}

/** Which jobs a refusal names, by the constants that its places are in. Where it names none, all of them. */
function refusedJobs(
  refused: readonly Diagnostic[],
  { text }: WrittenPipeline,
  { jobs }: ImportedPipeline,
): ReadonlyMap<string, Refusal> {
  const owners = ownersOfLines(text, jobs);
  const found = new Map<string, Refusal>();
  for (const { at, message, code, severity, related } of refused) {
    if (severity !== "error") continue;
    for (const place of [at, ...(related ?? []).map((one) => one.at)]) {
      const id = place && owners[place.line - 1];
      if (id === undefined) continue;
      found.set(id, { code, text: `${message} (${code})` });
      break;
    }
  }
  const [first] = refused;
  const reason = { code: first?.code, text: first ? `${first.message} (${first.code})` : "it does not compile" };
  return found.size > 0 ? found : new Map(jobs.map(({ id }) => [id, reason]));
}

/** The job that each line of a module belongs to: its declaration is the constant with its name as first argument. */
function ownersOfLines(text: string, jobs: readonly ImportedJob[]): readonly (string | undefined)[] {
  const byName = new Map(jobs.map(({ id }) => [id, id]));
  let current: string | undefined;
  const lines = text.split("\n");
  return lines.map((line, index) => {
    if (/^(const|export) /.test(line)) {
      const named = /\b(?:job|matrix|nativeJob|callWorkflow)\(\s*"([^"]+)"/.exec(
        lines.slice(index, index + 2).join(" "),
      )?.[1];
      current =
        named && (byName.get(named) ?? jobs.find(({ id }) => id.replaceAll(/[^A-Za-z0-9_-]+/g, "-") === named)?.id);
    }
    return current;
  });
}

/** A pipeline less some jobs, and less those that use what they made. */
function without(pipeline: ImportedPipeline, refused: ReadonlyMap<string, string>): ImportedPipeline {
  const jobs = pipeline.jobs.filter(({ id }) => !refused.has(id));
  const notes = pipeline.jobs.flatMap(({ id, at }): readonly Note[] => {
    const reason = refused.get(id);
    return reason === undefined
      ? []
      : [{ kind: "lost", job: id, at, message: `the job \`${id}\` is not carried over: ${reason}` }];
  });
  const orphaned = jobs.flatMap(({ id, at, needs }): readonly Note[] =>
    needs
      .filter((need) => refused.has(need))
      .map((need) => ({ kind: "lost", job: id, at, message: `it waited for \`${need}\`, which is not carried over` })),
  );
  return {
    ...pipeline,
    comments: [...pipeline.comments, ...notes.map(({ at, message }) => `Line ${at.line}: ${message.split("\n")[0]}`)],
    jobs: jobs.map((job) => {
      const left = withoutArtifacts(job, new Set(refused.keys()));
      return { ...left, needs: left.needs.filter((need) => !refused.has(need)) };
    }),
    notes: [...pipeline.notes, ...notes, ...orphaned],
  };
}
