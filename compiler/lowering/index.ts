import { readAccept } from "./accept.ts";
import { readStages, withStages } from "./authored-stages.ts";
import type { Wire } from "../authoring/wire/model.ts";
import { acceptable, type Diagnostic, type Location } from "../diagnostics/index.ts";
import { titleOf } from "../graph/control.ts";
import { defined } from "../graph/model/defined.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import type { ProviderTable } from "../graph/provider.ts";
import { lowerCalls, membersOf, readAwaited, withoutUncalled } from "./calls.ts";
import { checkConstantConditions } from "./conditions.ts";
import { readPermissions } from "./control.ts";
import { type Draft, type Edge, edges, readJob } from "./draft.ts";
import { withFinalNeeds } from "./final.ts";
import { readGitLab } from "./gitlab-include.ts";
import { lowerMatrices } from "./matrix.ts";
import { checkNames } from "./names.ts";
import { readNative } from "./native.ts";
import { fieldOf, isRecord, placeOf } from "./nodes.ts";
import { inOrder } from "./order.ts";
import { checkOptionNames } from "./option-names.ts";
import { oneOf, type Reader, reader } from "./reader.ts";
import { type Report, report, type Scope } from "./scope.ts";
import { stages } from "./stages.ts";
import { checkInputs, inputNames, readTriggers } from "./triggers.ts";
import { type PipelineWalk, startWalk } from "./walk.ts";

/** The file that a pipeline is in. */
export interface PipelineFile {
  /** Its path, relative to the repository's root. */
  readonly source: string;
  /** Every provider that the pipeline may be compiled for. */
  readonly providers: ProviderTable;
}

export interface Lowered {
  /** The pipeline's name, and where it is declared. */
  readonly name: string;
  readonly at: Location;
  /** Present only when nothing in `diagnostics` is an error. */
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Declarations to a graph: names resolved, needs implied, stages derived, every value judged. All that is wrong is reported
 * at once. (What conditions cannot express the frontend has reported already.)
 *
 * @param pipeline - The pipeline's node.
 */
export function lower(
  { nodes }: Pick<Wire<Location>, "nodes">,
  pipeline: number,
  { source, providers }: PipelineFile,
): Lowered {
  const node = nodes[pipeline]!;
  const at = placeOf(fieldOf(node, "at")) ?? { file: source, line: 1, column: 1 };
  const given = fieldOf(node, "name");
  const name = typeof given === "string" ? given : "";
  const misuses = report();
  const inputs = new Set<string>();
  const written = fieldOf(node, "options");
  const ignoresCase = isRecord(written) && "ignoreCase" in written && written.ignoreCase === true;
  const walk = startWalk({ nodes, jobs: [], matrices: [], calls: [], providers, inputs, ignoresCase });
  const scope: Scope = { walk, at, misuses, report: report(), owner: `pipeline ${name}`, use: () => {} };
  const from = reader(scope, written);
  checkOptionNames(from, "pipeline");
  from.flag("ignoreCase");
  for (const input of inputNames(nodes, from.list("on"))) inputs.add(input);
  const [included, triggered] = [report(), report()];
  const authored = readStages(reporting(from, included));
  const drafts = readJobs(from);
  const gitlab = readGitLab(reporting(from, included));
  const accept = readAccept(reporting(from, included));
  const targets = readTargets(reporting(from, included));
  const names = drafts.flatMap(({ job }) => [job.id, titleOf(job)]);
  const native = readNative(reporting(from, included), ({ file }) =>
    file.namesJobs ? [...file.reserved, ...names] : file.reserved,
  );
  reader(scope, node).text("name");
  const triggers = readTriggers(reporting(from, triggered));
  const { ordered, needs, found } = arranged(walk, drafts, { name, at, stages: authored });
  found.include(triggered);
  checkInputs(found, triggers);
  const matrices = lowerMatrices({ ...scope, report: found }, drafts, needs);
  const isPresent = ({ number }: Draft) => needs.has(number);
  const calls = lowerCalls(found, walk.calls, drafts.filter(isPresent));
  found.include(included);
  for (const draft of ordered) found.include(draft.report);
  const general = report();
  general.include(misuses);
  if (misuses.diagnostics.length === 0)
    checkEmpty(
      general,
      { name, at },
      { drafts, triggers: native?.github?.on ? [native] : triggers, matrices: walk.matrices },
    );
  general.include(found);
  const { diagnostics } = general;
  if (!acceptable(diagnostics)) return { name, at, diagnostics };
  const derived = stages(ordered, needs, authored);
  const graph: StageGraph = {
    ...{ version: 1, name, source, location: at, triggers, stages: derived.names },
    jobs: ordered.map((draft) => placed(walk, draft, needs.get(draft.number)!, derived.of.get(draft.number)!)),
    ...defined({
      matrices: matrices.length > 0 ? matrices : undefined,
      calls: calls.length > 0 ? calls : undefined,
      cancelSuperseded: from.flag("cancelSuperseded") ? (true as const) : undefined,
      permissions: readPermissions(from),
      accept,
      targets,
      gitlab,
      native,
    }),
  };
  return { name, at, graph, diagnostics };
}

/** The providers that the pipeline is for; undefined: all. */
function readTargets(from: Reader): readonly string[] | undefined {
  const names = Object.keys(from.scope.walk.providers) as [string, ...string[]];
  const named = from.optionalTexts("targets")?.map((name) => oneOf(from.scope, "a provider of targets", name, names));
  return named && [...new Set(named)];
}

/** The same options, with their problems kept apart. */
const reporting = ({ scope, options }: Reader, apart: Report): Reader => reader({ ...scope, report: apart }, options);

/** All jobs that a pipeline lists, and those that they refer to. */
function readJobs(from: Reader): readonly Draft[] {
  const { walk, misuses } = from.scope;
  readAwaited(from, "jobs");
  const drafts: Draft[] = [];
  // Reading a job finds further ones, which are read in their turn.
  for (let number = 0; number < walk.jobs.length; number += 1) {
    drafts.push(readJob(walk.jobs[number]!, number, misuses));
  }
  return drafts;
}

interface Pipeline {
  readonly name: string;
  readonly at: Location;
  /** Those that its author names. */
  readonly stages?: readonly string[] | undefined;
}

interface Arranged {
  /** Each job after those it needs. */
  readonly ordered: readonly Draft[];
  readonly needs: ReadonlyMap<number, readonly Edge[]>;
  readonly found: Report;
}

function arranged(walk: PipelineWalk, drafts: readonly Draft[], pipeline: Pipeline): Arranged {
  const found = report();
  const { calls } = walk;
  const matrices = walk.matrices.map(({ node, name }) => ({
    name,
    at: placeOf(fieldOf(walk.nodes[node], "at")) ?? pipeline.at,
  }));
  checkNames(found, { pipeline, drafts, others: [...matrices, ...calls] });
  checkConstantConditions(found, drafts);
  const members = new Map(drafts.map((draft) => [draft, membersOf(calls, draft.awaited.calls, drafts)]));
  const own = new Map(drafts.map((draft) => [draft.number, edges(draft, members.get(draft)!)]));
  const named = (draft: Draft) => draft.awaited.jobs.length + members.get(draft)!.length > 0;
  const needs = withFinalNeeds(drafts, withStages(drafts, own, pipeline.stages), { calls, named });
  return { ...withoutUncalled(inOrder(found, drafts, needs), needs), found };
}

interface Parts {
  readonly drafts: readonly unknown[];
  readonly triggers: readonly unknown[];
  readonly matrices: readonly unknown[];
}

/** A list whose elements were all of a wrong kind has been reported as such; so is a matrix without instances. */
function checkEmpty(found: Report, { name, at }: Pipeline, { drafts, triggers, matrices }: Parts): void {
  if (drafts.length === 0 && matrices.length === 0) found.add("WB2001", { pipeline: name }, { at });
  if (triggers.length === 0) found.add("WB2002", { pipeline: name }, { at });
}

function placed({ jobs }: PipelineWalk, { job }: Draft, needs: readonly Edge[], stage: string): Job {
  return { ...job, stage, needs: needs.map((edge) => ({ ...edge, job: jobs[edge.job]!.name })) };
}
