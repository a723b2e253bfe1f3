import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { globListProblem, globProblem, patternProblem, refListProblem, refPatternProblem } from "../expr/index.ts";
import { parseCron } from "./cron.ts";
import { cycles } from "./cycles.ts";
import { ONLY_KEY } from "./dynamic.ts";
import { declaredInputs } from "./inputs.ts";
import type { Job, StageGraph, Trigger } from "./model/index.ts";
import { atomsIn, conditionsOf, type Reference, referencesOf } from "./references.ts";
import { lostSteps } from "./step-values.ts";
import { valuesOf } from "./walk.ts";

/** Whether ids, needs, stages and references hold together. What the other passes take for granted. */
export function checkStructure(graph: StageGraph): readonly Diagnostic[] {
  const jobs = new Map<string, Job>();
  const found: Diagnostic[] = [];
  if (graph.jobs.length === 0) found.push(diagnostic("WB2001", { pipeline: graph.name }, { at: graph.location }));
  for (const job of graph.jobs) {
    const first = jobs.get(job.id);
    if (first) found.push(duplicate(job, first));
    else jobs.set(job.id, job);
  }
  found.push(...graph.triggers.flatMap(checkTrigger));
  found.push(...cycles(graph.jobs).map((cycle) => cyclic(cycle, jobs)));
  const stages = new Set(graph.stages);
  const inputs = new Set(Object.keys(declaredInputs(graph.triggers)));
  for (const job of graph.jobs) {
    if (!stages.has(job.stage)) found.push(unknown(job, "stage", job.stage));
    found.push(...checkNeeds(job, jobs), ...checkReferences(job, jobs), ...checkConditions(job));
    found.push(...lostSteps(job).map((name) => unknown(job, "earlier step or its output", name)));
    for (const value of valuesOf(job)) {
      if (value.kind === "matrix" && !keysOf(job).includes(value.name)) {
        found.push(unknown(job, "value of a matrix", value.name));
      }
      if (value.kind === "input" && !inputs.has(value.name)) found.push(unknown(job, "input", value.name));
    }
  }
  return [...found, ...checkMatrices(graph, jobs), ...checkCalls(graph, jobs)];
}

/** Whether the patterns of a trigger can be read. */
function checkTrigger(trigger: Trigger): readonly Diagnostic[] {
  if (trigger.kind === "schedule") {
    const table = parseCron(trigger.cron);
    const problem =
      "problem" in table ? table.problem : table.cron === trigger.cron ? undefined : `must be written ${table.cron}`;
    return problem === undefined
      ? []
      : [diagnostic("WB2035", { trigger: "schedule", field: "cron", problem }, { at: trigger.location })];
  }
  if (trigger.kind !== "push" && trigger.kind !== "pullRequest") return [];
  const lists =
    trigger.kind === "push" ? { branches: trigger.branches, tags: trigger.tags } : { targets: trigger.targets };
  const refs = Object.entries(lists).flatMap(([field, patterns]) =>
    patterns ? [[field, refListProblem(patterns) ?? first(patterns, refPatternProblem)] as const] : [],
  );
  const problems = [
    ...refs,
    ["paths", globListProblem(trigger.paths ?? []) ?? first(trigger.paths ?? [], savedGlobProblem)] as const,
  ];
  return problems.flatMap(([field, problem]) =>
    problem === undefined
      ? []
      : [diagnostic("WB2035", { trigger: trigger.kind, field, problem }, { at: trigger.location })],
  );
}

/** Of a glob that may leave files out. */
const savedGlobProblem = (glob: string) => globProblem(glob.replace(/^!/, ""));

const first = (patterns: readonly string[], problemOf: (pattern: string) => string | undefined) =>
  patterns
    .map((pattern) => [pattern, problemOf(pattern)] as const)
    .flatMap(([pattern, problem]) =>
      problem === undefined ? [] : [`holds ${JSON.stringify(pattern)}: ${problem}`],
    )[0];

/** Each call names its jobs, and no job's name is its own. */
function checkCalls({ calls = [] }: StageGraph, jobs: ReadonlyMap<string, Job>): readonly Diagnostic[] {
  return calls.flatMap((call) => {
    const taken = jobs.get(call.id);
    const lost = call.jobs.filter((one) => !jobs.has(one));
    return [
      ...(taken ? [duplicate(call, taken)] : []),
      ...lost.map((name) => diagnostic("WB2024", { job: call.id, what: "job", name }, { at: call.location })),
    ];
  });
}

/** Each matrix names its instances, and each instance its matrix. */
function checkMatrices(graph: StageGraph, jobs: ReadonlyMap<string, Job>): readonly Diagnostic[] {
  const matrices = new Map((graph.matrices ?? []).map((one) => [one.id, new Set(one.jobs)]));
  const found: Diagnostic[] = [];
  for (const { id, location, jobs: instances } of graph.matrices ?? []) {
    const taken = jobs.get(id);
    if (taken) found.push(duplicate({ id, location }, taken));
    const lost = instances.filter((one) => matrixOf(jobs.get(one)) !== id);
    found.push(...lost.map((name) => diagnostic("WB2024", { job: id, what: "instance", name }, { at: location })));
  }
  for (const job of jobs.values()) {
    const matrix = matrixOf(job);
    if (matrix !== undefined && !matrices.get(matrix)?.has(job.id)) found.push(unknown(job, "matrix", matrix));
  }
  return found;
}

const keysOf = (job: Job) => (job.kind === "script" && job.dynamic ? (job.dynamic.keys ?? [ONLY_KEY]) : []);

const matrixOf = (job: Job | undefined) => (job?.kind === "script" ? job.matrix?.id : undefined);

const at = (job: Job) => ({ at: job.location });
const unknown = (job: Job, what: string, name: string) => diagnostic("WB2024", { job: job.id, what, name }, at(job));

function duplicate(job: Pick<Job, "id" | "location">, first: Job): Diagnostic {
  const related = [{ message: "the first is here", at: first.location }];
  return diagnostic("WB2023", { job: job.id }, { at: job.location, related });
}

function cyclic(cycle: readonly string[], jobs: ReadonlyMap<string, Job>): Diagnostic {
  const edges = cycle.map((id, index) => ({ id, needs: cycle[(index + 1) % cycle.length]! }));
  const related = edges.map(({ id, needs }) => ({ message: `${id} needs ${needs}`, at: jobs.get(id)!.location }));
  return diagnostic(
    "WB2025",
    { cycle: [...cycle, cycle[0]].join(" -> ") },
    { at: jobs.get(cycle[0]!)!.location, related },
  );
}

function checkNeeds(job: Job, jobs: ReadonlyMap<string, Job>): readonly Diagnostic[] {
  const seen = new Set<string>();
  return job.needs.flatMap((need) => {
    if (!jobs.has(need.job)) return [unknown(job, "job", need.job)];
    if (seen.has(need.job)) return [diagnostic("WB2029", { job: job.id, need: need.job }, at(job))];
    seen.add(need.job);
    return [];
  });
}

function checkReferences(job: Job, jobs: ReadonlyMap<string, Job>): readonly Diagnostic[] {
  const needs = new Set(job.needs.map((need) => need.job));
  const problems = referencesOf(job).map((reference) => {
    const other = jobs.get(reference.job);
    if (!other) return unknown(job, "job", reference.job);
    const wrong = wrongUse(reference, other);
    if (wrong) return diagnostic("WB2026", { job: job.id, other: other.id, wrong }, at(job));
    if (reference.use === "image" && other.kind === "build" && other.push === false) {
      const related = [{ message: `${other.id} is declared here`, at: other.location }];
      return diagnostic("WB5069", { job: job.id, build: other.id }, { ...at(job), related });
    }
    if (!needs.has(other.id) && reference.use !== "test") {
      return diagnostic("WB2027", { job: job.id, other: other.id, use: reference.use }, at(job));
    }
    return undefined;
  });
  const unique = new Map(problems.flatMap((one) => (one ? [[one.message, one] as const] : [])));
  return [...unique.values()];
}

function wrongUse({ use, output }: Reference, other: Job): string | undefined {
  if (use === "image") return other.kind === "build" ? undefined : "builds no image";
  if (other.kind !== "script") return use === "output" ? "has no outputs" : "is not a test";
  return use === "output" && !other.outputs.includes(output ?? "") ? `has no output ${output}` : undefined;
}

function checkConditions(job: Job): readonly Diagnostic[] {
  return conditionsOf(job)
    .flatMap(atomsIn)
    .flatMap((atom) => {
      const problems =
        atom.op === "matches"
          ? [{ part: `/${atom.pattern}/${atom.flags}`, problem: patternProblem(atom.pattern, atom.flags) }]
          : atom.op === "changed"
            ? [
                { part: JSON.stringify(atom.globs), problem: globListProblem(atom.globs) },
                ...atom.globs.map((glob) => ({ part: JSON.stringify(glob), problem: savedGlobProblem(glob) })),
              ]
            : [];
      return problems.flatMap(({ part, problem }) =>
        problem === undefined ? [] : [diagnostic("WB2028", { job: job.id, part, problem }, at(job))],
      );
    });
}
