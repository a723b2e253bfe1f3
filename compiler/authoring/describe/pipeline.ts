import type { CallSite } from "../call-site.ts";
import type { Declaration } from "../declaration.ts";
import type { DeclarationDocument, DeclaredJob, DeclaredJobBase } from "../document.ts";
import { describeCondition } from "./condition.ts";
import { describeControl } from "./control.ts";
import { describeBuild, describeDeploy } from "./delivery.ts";
import { describeGitLab } from "./gitlab-include.ts";
import { describeDynamic, describeMatrix, instanceOf } from "./matrix.ts";
import { present, type Reader } from "./reader.ts";
import { describeScript } from "./script.ts";
import { describeTrigger } from "./trigger.ts";
import { type JobKind, numbered, type Walk, walk } from "./walk.ts";

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
  numbered(found, from, "jobs");
  const jobs: DeclaredJob<CallSite>[] = [];
  // Describing a job finds further ones, which are described in their turn.
  for (let id = 0; id < found.found.length; id += 1) jobs.push(describeJob(found, id));
  const gitlab = describeGitLab(found, from);
  return {
    name: found.reader(pipeline, pipeline.at).text("name"),
    at: pipeline.at,
    triggers: from.list("on").flatMap((one, index) => describeTrigger(found, from, one, `on[${index}]`) ?? []),
    jobs,
    ...(found.matrices.length > 0 && { matrices: found.matrices.map((one) => describeMatrix(found, one)) }),
    ...(gitlab && { gitlab }),
    misuses: found.misuses,
  };
}

function describeJob(found: Walk, id: number): DeclaredJob<CallSite> {
  const declaration = found.found[id]!;
  const from = found.reader(declaration.options, declaration.at);
  const base = present({
    id,
    name: found.reader(declaration, declaration.at).text("name"),
    at: declaration.at,
    needs: numbered(found, from, "needs"),
    when: describeCondition(found, from),
    timeout: from.optionalText("timeout"),
    matrix: instanceOf(found, declaration),
    dynamic: describeDynamic(found, declaration),
    control: describeControl(from),
  }) as DeclaredJobBase<CallSite>;
  return DESCRIBE[declaration.kind](found, from, base);
}
