import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, type Expr } from "../../expr/index.ts";
import {
  dataValue,
  type ImportedJob,
  type ImportedPipeline,
  type Note,
  object,
  type ObjectValue,
  type Value,
} from "../model.ts";
import type { ImportedFile, ProjectFiles } from "../provider.ts";
import { entriesOf, type Json, memberOf, plain, readYaml, type YamlEntry, type YamlMap } from "../yaml/index.ts";
import { exactly, ignoresCase, readCondition } from "./condition.ts";
import { readJob } from "./job.ts";
import { type Kept, NOTHING_KEPT } from "./kept.ts";
import { normal } from "./normal.ts";
import { readPermissions } from "./permissions.ts";
import { asMap, asTexts, entriesAt, textAt } from "./shape.ts";
import { readTriggers } from "./triggers.ts";

export interface WorkflowFile {
  readonly workflow?: YamlMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** A workflow as YAML with places. */
export function readWorkflow(path: string, files: ProjectFiles): WorkflowFile {
  const text = files.read(path);
  if (text === undefined) return { diagnostics: [diagnostic("WB6010", { file: path })] };
  const { documents, diagnostics } = readYaml(text, { file: path, version: "1.2" });
  if (diagnostics.length > 0) return { diagnostics };
  const [root] = documents;
  const workflow = asMap(root);
  if (workflow && memberOf(workflow, "on") && memberOf(workflow, "jobs")?.kind === "map")
    return { workflow, diagnostics };
  const at = root?.at ?? { file: path, line: 1, column: 1 };
  return {
    diagnostics: [diagnostic("WB6011", { file: path, provider: "GitHub", expected: "`on` and `jobs`" }, { at })],
  };
}

/** Keys of a file that have an option of their own, or are read with each job. */
const READ = new Set(["name", "on", "jobs", "env", "permissions", "defaults", "concurrency"]);

/** What a file is called in the map of what is kept; no job can have that name. */
export const FILE = "";

/** What a workflow means in the language. */
export function readPipeline(path: string, files: ProjectFiles, kept: ReadonlyMap<string, Kept>): ImportedFile {
  const { workflow, diagnostics } = readWorkflow(path, files);
  if (!workflow) return { diagnostics };
  const ofFile = kept.get(FILE) ?? NOTHING_KEPT;
  const start = readTriggers(workflow, ofFile.keys);
  const notes: Note[] = [];
  const native: Record<string, Json> = {};
  for (const { key, value } of entriesOf(workflow)) if (!READ.has(key)) native[key] = plain(value);
  if (Object.keys(start.native).length > 0) native.on = start.native;
  const title = textAt(workflow, "name");
  const name = pipelineName(title ?? baseName(path));
  if (title !== undefined && title !== name) native.name = title;
  const rights = readPermissions(workflow, false);
  if ("refused" in rights) native.permissions = plain(memberOf(workflow, "permissions")!);
  const concurrency = memberOf(workflow, "concurrency");
  const isSuperseding = concurrency !== undefined && JSON.stringify(normal(plain(concurrency))) === SUPERSEDING;
  if (concurrency && (!isSuperseding || ofFile.keys.has("concurrency"))) native.concurrency = plain(concurrency);
  const needed = new Set(
    entriesAt(workflow, "jobs").flatMap(({ value }) => asTexts(memberOf(asMap(value) ?? workflow, "needs")) ?? []),
  );
  const outputs = new Map<string, ReadonlySet<string>>();
  const scope = { inputs: start.inputs, axes: new Set<string>(), outputs };
  const read = entriesAt(workflow, "jobs").flatMap((entry) => {
    const own = kept.get(entry.key) ?? NOTHING_KEPT;
    // GitHub holds failures before a job that always runs against those that come after it; after a final job nothing does.
    const result = readJob(entry, workflow, scope, needed.has(entry.key) ? withCondition(own, entry) : own);
    if (result) {
      const { outputs: named } = result.job.options;
      if (isObject(named)) outputs.set(entry.key, new Set(Object.keys(named.entries)));
      return [{ entry, ...result }];
    }
    const message = `the job \`${entry.key}\` is not carried over: it has no keys`;
    notes.push({ kind: "lost", job: entry.key, at: entry.keyAt, message });
    return [];
  });
  const byId = new Map(read.map(({ job }) => [job.id, job]));
  const jobs = read.map(({ entry, job, changed, kept: steps }): ImportedJob => {
    for (const message of new Set(changed)) notes.push({ kind: "changed", job: job.id, at: entry.keyAt, message });
    for (const { at, reason } of steps)
      notes.push({ kind: "todo", job: job.id, at, message: `the step is kept as it was (native): ${reason}` });
    const { whole, why } = kept.get(entry.key) ?? NOTHING_KEPT;
    if (whole && why) {
      const message = `the job is kept as it was (native): ${why}`;
      notes.push({ kind: "todo", job: job.id, at: entry.keyAt, message });
    }
    const when = hasOwnCondition(job) ? undefined : withNeeds(job.id, byId);
    return { ...job, ...(when && { when }), needs: job.needs.filter((need) => byId.has(need)) };
  });
  const isFolded = jobs.some((job) => [job, ...job.steps].some(({ when }) => when && ignoresCase(when)));
  const pipeline: ImportedPipeline = {
    name,
    source: path,
    provider: "github",
    comments: workflow.entries[0]?.comments ?? [],
    triggers: start.triggers,
    shared: [],
    jobs: jobs.map(asWritten),
    options: {
      cancelSuperseded: isSuperseding && native.concurrency === undefined ? true : undefined,
      ignoreCase: isFolded || undefined,
      permissions: "refused" in rights ? undefined : rights.permissions,
      native: Object.keys(native).length ? object({ github: dataValue(native) }) : undefined,
    },
    notes,
  };
  return { pipeline, diagnostics };
}

const isObject = (value: Value | undefined): value is ObjectValue =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "object";

/** Conditions as an author writes them, with what the pipeline says of their case. */
function asWritten(job: ImportedJob): ImportedJob {
  const steps = job.steps.map((step) => (step.when ? { ...step, when: exactly(step.when) } : step));
  return { ...job, ...(job.when && { when: exactly(job.when) }), steps };
}

/** A condition with a function of status is GitHub's own in a job that others need. */
function withCondition(kept: Kept, { value }: YamlEntry): Kept {
  const { status } = readCondition(textAt(asMap(value), "if"));
  return status === "success" ? kept : { ...kept, keys: new Set([...kept.keys, "if"]) };
}

/** What `cancelSuperseded` is on GitHub. */
const SUPERSEDING = JSON.stringify({
  group: "${{ github.workflow }}-${{ github.ref }}",
  "cancel-in-progress": "true",
});

const baseName = (path: string) =>
  path
    .split("/")
    .at(-1)!
    .replace(/\.ya?ml$/, "");

/** A job under a condition of GitHub's own is skipped with its needs by GitHub's own rule. */
const hasOwnCondition = ({ kind, options }: ImportedJob): boolean =>
  kind !== "job" || JSON.stringify(options.native ?? null).includes('"if":');

/**
 * The condition of a job with those of the jobs that it waits for: on GitHub a need that was skipped skips what follows, in the
 * language only one that failed does.
 */
function withNeeds(id: string, jobs: ReadonlyMap<string, ImportedJob>): Expr | undefined {
  const whole = (key: string, path: readonly string[]): Expr => {
    const job = jobs.get(key);
    if (!job || path.includes(key) || hasOwnCondition(job)) return ALWAYS;
    const needs = job.options.finally ? [] : job.needs;
    return and(job.when ?? ALWAYS, ...needs.map((need) => whole(need, [...path, key])));
  };
  const condition = whole(id, []);
  return condition.op === "constant" && condition.value ? undefined : condition;
}

/** Names of pipelines have no signs but these. */
function pipelineName(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9 ._/-]+/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^[^A-Za-z0-9]+/, "");
  return name.slice(0, 100) || "workflow";
}
