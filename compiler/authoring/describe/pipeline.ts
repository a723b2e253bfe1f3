import type { CallSite } from "../call-site.ts";
import type { Declaration } from "../declaration.ts";
import type { DeclarationDocument, DeclaredJob, DeclaredJobBase } from "../document.ts";
import { awaited } from "./call.ts";
import { bothHold, describeCondition } from "./condition.ts";
import { describeControl } from "./control.ts";
import { describeBuild, describeDeploy } from "./delivery.ts";
import { describeGitLab } from "./gitlab-include.ts";
import { describeDynamic, describeMatrix, instanceOf } from "./matrix.ts";
import { present, type Reader } from "./reader.ts";
import { describeScript } from "./script.ts";
import { describeTrigger } from "./trigger.ts";
import { type JobKind, nameIn, type Walk, walk } from "./walk.ts";

export type PipelineDeclaration = Declaration<"pipeline", unknown>;

type Describe = (walk: Walk, from: Reader, base: DeclaredJobBase<CallSite>) => DeclaredJob<CallSite>;

const DESCRIBE: Readonly<Record<JobKind, Describe>> = {
  job: describeScript,
  image: describeBuild,
  deployment: describeDeploy,
};

export function describePipeline(pipeline: PipelineDeclaration): DeclarationDocument<CallSite> {
  const found = walk();
  const from = found.reader(pipeline.options, pipeline.at);
  awaited(found, from, "jobs");
  const jobs: Described[] = [];
  // Describing a job finds further ones, which are described in their turn.
  for (let id = 0; id < found.found.length; id += 1) jobs.push(describeJob(found, id));
  const gitlab = describeGitLab(found, from);
  return {
    name: found.reader(pipeline, pipeline.at).text("name"),
    at: pipeline.at,
    triggers: from.list("on").flatMap((one, index) => describeTrigger(found, from, one, `on[${index}]`) ?? []),
    jobs: jobs.map(({ job, calls }) => ({ ...job, needs: [...job.needs, ...membersOf(found, calls, jobs)] })),
    ...(found.matrices.length > 0 && {
      matrices: found.matrices.map(({ declaration, walk }) => describeMatrix(walk, declaration)),
    }),
    ...(found.calls.length > 0 && { calls: found.calls.map(({ described }) => described) }),
    ...(gitlab && { gitlab }),
    misuses: found.misuses,
  };
}

/** A job with the calls that it waits for, whose jobs are not all known yet. */
interface Described {
  readonly job: DeclaredJob<CallSite>;
  readonly calls: readonly number[];
}

function describeJob({ found }: Walk, id: number): Described {
  const { declaration, walk } = found[id]!;
  const { scope } = walk;
  const from = walk.reader(declaration.options, declaration.at);
  const isFinal = declaration.kind === "job" && from.get("finally") === true;
  const name = nameIn(walk, walk.reader(declaration, declaration.at).text("name"));
  const needs = awaited(walk, from, "needs");
  const outer = isFinal ? undefined : scope?.needs;
  const base = present({
    id,
    name,
    at: declaration.at,
    needs: [...needs.jobs, ...(outer?.jobs ?? [])],
    when: bothHold(isFinal ? scope?.condition : scope?.start, describeCondition(walk, from)),
    timeout: from.optionalText("timeout"),
    matrix: instanceOf(walk, declaration),
    dynamic: describeDynamic(walk, declaration),
    control: describeControl(from),
    call: scope?.number,
  }) as DeclaredJobBase<CallSite>;
  return { job: DESCRIBE[declaration.kind](walk, from, base), calls: [...needs.calls, ...(outer?.calls ?? [])] };
}

/** All jobs of some calls but the final ones, which nothing can need. */
function membersOf({ calls }: Walk, wanted: readonly number[], jobs: readonly Described[]): readonly number[] {
  const isMember = (call: number | undefined): boolean =>
    call !== undefined && (wanted.includes(call) || isMember(calls[call]!.outer?.number));
  if (wanted.length === 0) return [];
  return jobs.flatMap(({ job }) => (isMember(job.call) && !(job.kind === "script" && job.finally) ? [job.id] : []));
}
