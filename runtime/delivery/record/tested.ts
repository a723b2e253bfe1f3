import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { evaluate } from "../../../compiler/expr/evaluate.ts";
import { readsOutputs } from "../../../compiler/expr/outputs.ts";
import type { DeployJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import { atomsIn } from "../../../compiler/graph/references.ts";
import { definitions } from "../../proof/definition.ts";
import { splitReference } from "../../registry/repository.ts";
import { readRecords } from "./folder.ts";
import type { ImageRecord, RunRecord, TestRecord } from "./model.ts";
import { conditionDigest } from "./record.ts";

/** An image, and the deploy that is to ship it. */
export interface Shipment {
  /** `repository@sha256:...` */
  readonly reference: string;
  readonly graph: StageGraph;
  readonly job: DeployJob;
}

/**
 * The run that shows that a deploy may ship an image of an earlier run: the deploy's condition held in it, and each test that
 * the deploy names has succeeded on that digest with all of its steps, as the job that the graph knows under that name.
 *
 * @throws {DiagnosticError} WB5040 when no record of the folder shows it
 */
export async function testedRun(folder: string, shipment: Shipment): Promise<RunRecord> {
  const { reference, job } = shipment;
  let nearest = "no run of this image is among them";
  for (const record of await readRecords(folder)) {
    const image = imageIn(record, shipment);
    if (!image) continue;
    const reason = whyNot(record, image, shipment);
    if (reason === undefined) return record;
    nearest = `in the run ${record.run}, ${reason}`;
  }
  throw new DiagnosticError(diagnostic("WB5040", { reference, deploy: job.id, reason: nearest, folder }));
}

function imageIn({ images }: RunRecord, { reference, graph, job }: Shipment): ImageRecord | undefined {
  const { repository, digest } = splitReference(reference);
  const builder = graph.jobs.find(({ id }) => id === job.image);
  if (builder?.kind !== "build" || builder.repository !== repository) return undefined;
  return images.find((image) => image.repository === repository && image.digest === digest);
}

/** Why a run does not show what a deploy demands of an image; undefined: it does. */
function whyNot(record: RunRecord, { tests }: ImageRecord, { graph, job }: Shipment): string | undefined {
  if (job.proof.kind === "unverified") return undefined;
  const definition = definitions(graph);
  for (const name of job.proof.by) {
    const reason = whyUntested(
      tests.find((test) => test.job === name),
      `sha256:${definition(name)}`,
    );
    if (reason !== undefined) return `${name} does not count: ${reason}`;
  }
  return wasDue(record, job) ? undefined : `the condition of ${job.id} did not hold, so its tests prove nothing for it`;
}

/** Why a test's result is not what a proof demands; undefined: it is. */
export function whyUntested(test: TestRecord | undefined, definition: string): string | undefined {
  if (!test) return "there is no result of it";
  const { status, steps = [] } = test;
  if (status === "skipped") return "it was skipped";
  if (status !== "succeeded") return status === "failed" ? "it failed" : "it was cancelled";
  if (test.definition !== definition) return "it was another test, because its definition has changed";
  const skipped = steps.find(({ ran }) => !ran);
  return skipped && `it skipped its step ${JSON.stringify(skipped.name)}`;
}

/** Whether a record has what an atom of a condition asks. */
function isRecorded(atom: ReturnType<typeof atomsIn>[number]): boolean {
  if (atom.op === "changed") return false;
  if (atom.op === "flag") return atom.name !== "protected";
  if (atom.op === "label") return true;
  const variables = atom.op === "same" ? [atom.left, atom.right] : [atom.variable];
  return variables.every(
    (one) => one.kind === "vars" || (one.kind === "run" && !/^(repository|defaultBranch|commit)/.test(one.name)),
  );
}

/** Whether a deploy's condition held in a run, and with it all that is proved of it. */
function wasDue(record: RunRecord, job: DeployJob): boolean {
  const same = record.deploys.find((one) => one.job === job.id && one.condition === conditionDigest(job));
  if (same?.due !== undefined) return same.due;
  if (readsOutputs(job.when) || atomsIn(job.when).some((atom) => !isRecorded(atom))) return false;
  const { event, commit: sha, branch, tag, pullRequest, actor = "", vars = {} } = record;
  return evaluate(job.when, {
    ...{ event, sha, actor, vars, changedFiles: [] },
    ...(branch !== undefined && { branch }),
    ...(tag !== undefined && { tag }),
    ...(pullRequest && { pullRequest }),
  });
}
