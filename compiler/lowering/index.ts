import type { Condition } from "../authoring/condition/declared.ts";
import type { DeclarationDocument, DeclaredJob } from "../authoring/document.ts";
import { acceptable, type Diagnostic, type Location } from "../diagnostics/index.ts";
import { ALWAYS } from "../expr/index.ts";
import type { Job, JobBase, StageGraph } from "../graph/model/index.ts";
import { lowerBuild } from "./build-job.ts";
import { lowerCalls, withoutUncalled } from "./calls.ts";
import { checkConstantConditions, conditionLocation, reportUnread } from "./conditions.ts";
import { lowerControl } from "./control.ts";
import { lowerDeploy } from "./deploy-job.ts";
import { checkDocument, checkNames } from "./document.ts";
import { withFinalNeeds } from "./final.ts";
import { lowerGitLab } from "./gitlab-include.ts";
import { lowerInstance, lowerMatrices } from "./matrix.ts";
import { type Edge, edges } from "./needs.ts";
import { inOrder } from "./order.ts";
import { type Report, report, type Scope } from "./report.ts";
import { duration } from "./rules/duration.ts";
import { lowerScript } from "./script-job.ts";
import { varying } from "./shell/varying.ts";
import { stages } from "./stages.ts";
import { checkInputs, lowerTrigger } from "./triggers.ts";

export interface Lowered {
  /** Present only when nothing in `diagnostics` is an error. */
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
}

const HOUR = 3600;

/**
 * Declarations to a graph: names resolved, needs implied, stages derived, every value judged. All that is wrong is told at
 * once. (What conditions cannot express the frontend has told already.)
 *
 * @param source - The pipeline file, relative to the repository's root.
 */
export function lower(document: DeclarationDocument<Location>, source: string): Lowered {
  const found = report();
  checkDocument(found, document);
  checkNames(found, document);
  checkConstantConditions(found, document);
  const all = withFinalNeeds(document, new Map(document.jobs.map((job) => [job.id, edges(job)])));
  const { ordered, needs } = withoutUncalled(inOrder(found, document.jobs, all), all);
  const derived = stages(ordered, needs);
  const scope = scopeOf(found, document);
  const triggers = document.triggers.map((trigger) => lowerTrigger(scope, trigger));
  checkInputs(found, triggers);
  const matrices = lowerMatrices(scope, document, needs);
  const calls = lowerCalls(scope, document, needs);
  const gitlab = lowerGitLab(scope, document);
  const jobs = ordered.map((job) =>
    lowerJob(scope, job, document, { needs: needs.get(job.id)!, stage: derived.of.get(job.id)! }),
  );
  if (!acceptable(found.diagnostics)) return { diagnostics: found.diagnostics };
  const graph: StageGraph = {
    version: 1,
    name: document.name,
    source,
    location: document.at,
    triggers,
    stages: derived.names,
    jobs,
    ...(matrices.length > 0 && { matrices }),
    ...(calls.length > 0 && { calls }),
    ...gitlab,
  };
  return { graph, diagnostics: found.diagnostics };
}

function scopeOf(found: Report, { jobs, triggers, at, name }: DeclarationDocument<Location>): Scope {
  const inputs = triggers.flatMap((one) =>
    one.kind === "manual" || one.kind === "call" ? Object.keys(one.inputs) : [],
  );
  return { report: found, names: jobs.map((job) => job.name), inputs: new Set(inputs), at, owner: `pipeline ${name}` };
}

function lowerCondition(when: Condition<Location> | undefined): Pick<Job, "when" | "conditionLocation"> {
  if (when?.kind !== "expr") return { when: ALWAYS };
  return { when: when.expr, ...conditionLocation(when) };
}

function lowerJob(
  outer: Scope,
  job: DeclaredJob<Location>,
  document: DeclarationDocument<Location>,
  { needs, stage }: { readonly needs: readonly Edge[]; readonly stage: string },
): Job {
  const scope: Scope = { ...outer, at: job.at, owner: `job ${job.name}`, job: job.name };
  if (job.when?.kind === "unread") reportUnread(scope, job.when, scope.owner);
  const base: JobBase = {
    id: job.name,
    location: job.at,
    stage,
    needs: needs.map((edge) => ({ ...edge, job: scope.names[edge.job]! })),
    ...lowerCondition(job.when),
    timeout: duration(scope, "timeout", job.timeout, HOUR),
    env: {},
    ...lowerControl(scope, job.control),
  };
  switch (job.kind) {
    case "script":
      return {
        ...lowerScript({ ...scope, varying: varying(job, document) }, job, base),
        ...lowerInstance(job, document),
      };
    case "build":
      return lowerBuild(scope, job, base);
    case "deploy":
      return lowerDeploy(scope, job, base, document.jobs);
  }
}
