import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { ALWAYS, and, type Expr } from "../../expr/index.ts";
import type { ImportedJob, ImportedPipeline, Note } from "../model.ts";
import type { ImportedFile, ProjectFiles } from "../provider.ts";
import { entriesOf, memberOf, readYaml, type YamlMap } from "../yaml/index.ts";
import { readJob } from "./job.ts";
import { asMap, entriesAt, textAt } from "./shape.ts";
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

const KNOWN = new Set(["name", "on", "jobs", "env", "permissions", "defaults", "concurrency"]);

/** What a workflow means in the language. */
export function readPipeline(path: string, files: ProjectFiles): ImportedFile {
  const { workflow, diagnostics } = readWorkflow(path, files);
  if (!workflow) return { diagnostics };
  const start = readTriggers(workflow);
  const notes: Note[] = [...start.notes];
  for (const { key, keyAt } of entriesOf(workflow)) {
    if (!KNOWN.has(key)) notes.push({ kind: "lost", at: keyAt, message: `\`${key}\` is not carried over` });
  }
  const entries = entriesAt(workflow, "jobs");
  const outputs = new Map(
    entries.map(({ key, value }) => [key, new Set(entriesAt(asMap(value), "outputs").map((one) => one.key))]),
  );
  const jobs: ImportedJob[] = [];
  let carried = entries;
  // A job that reads the output of one that is not carried is not carried either: until nothing more falls away.
  for (;;) {
    const ids = new Set(carried.map(({ key }) => key));
    const scope = {
      inputs: start.inputs,
      axes: new Set<string>(),
      outputs: new Map([...outputs].filter(([id]) => ids.has(id))),
    };
    const read = carried.map((entry) => ({ entry, result: readJob(entry, workflow, scope) }));
    const fine = read.filter(({ result }) => !("refused" in result));
    for (const { entry, result } of read) {
      if (!("refused" in result)) continue;
      const message = `the job \`${entry.key}\` is not carried over: the language cannot say ${result.refused}`;
      notes.push({ kind: "lost", job: entry.key, at: { ...entry.keyAt }, message });
    }
    if (fine.length === read.length) {
      for (const { entry, result } of fine) {
        if ("refused" in result) continue;
        const missing = result.job.needs.filter((need) => !ids.has(need));
        for (const need of missing) {
          notes.push({
            kind: "lost",
            job: entry.key,
            at: entry.keyAt,
            message: `it waited for \`${need}\`, which is not carried over`,
          });
        }
        for (const message of new Set(result.changed)) {
          notes.push({ kind: "changed", job: entry.key, at: entry.keyAt, message });
        }
        const when = withNeeds(
          entry.key,
          new Map(fine.flatMap(({ entry: one, result: of }) => ("refused" in of ? [] : [[one.key, of.job] as const]))),
        );
        jobs.push({ ...result.job, ...(when && { when }), needs: result.job.needs.filter((need) => ids.has(need)) });
      }
      break;
    }
    carried = fine.map(({ entry }) => entry);
  }
  const pipeline: ImportedPipeline = {
    name: pipelineName(
      textAt(workflow, "name") ??
        path
          .split("/")
          .at(-1)!
          .replace(/\.ya?ml$/, ""),
    ),
    source: path,
    provider: "github",
    comments: lead(workflow, notes),
    triggers: start.triggers,
    shared: [],
    jobs,
    options: {},
    notes,
  };
  return { pipeline, diagnostics };
}

/**
 * The condition of a job with those of the jobs that it waits for: on GitHub a need that was skipped skips what follows, in the
 * language only one that failed does.
 */
function withNeeds(id: string, jobs: ReadonlyMap<string, ImportedJob>): Expr | undefined {
  const whole = (key: string, path: readonly string[]): Expr => {
    const job = jobs.get(key);
    if (!job || path.includes(key)) return ALWAYS;
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

/** What the file begins with, and what of it is not here. */
function lead(workflow: YamlMap, notes: readonly Note[]): readonly string[] {
  const [first] = workflow.entries;
  const lost = notes.filter(({ kind }) => kind === "lost").map(({ at, message }) => `Line ${at.line}: ${message}.`);
  const said = first?.comments ?? [];
  return [...said, ...(said.length && lost.length ? [""] : []), ...lost];
}
