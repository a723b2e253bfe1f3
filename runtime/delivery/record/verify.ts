import type { KeyObject } from "node:crypto";
import { acceptable, type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { splitReference } from "../registry/repository.ts";
import { type Envelope, signatureTrouble, unseal } from "./envelope.ts";
import { readRecords, readStatements } from "./folder.ts";
import { graphDigest, type RunRecord } from "./record.ts";
import type { Statement } from "./statement.ts";

export interface Verification {
  /** `repository@sha256:...` */
  readonly reference: string;
  /** Where the records are. */
  readonly folder: string;
  /** The graph whose demands the statement must meet. */
  readonly graph: StageGraph;
  /** The public key; without one, signatures are not checked, and a warning says so. */
  readonly key?: KeyObject;
}

/**
 * Checks what is known about an image: that there is a statement about that very digest, that its signature is valid, that
 * it is of this graph, and that all jobs which the graph demands have passed inside the image. One good statement is enough.
 *
 * @returns what is wrong; nothing, or warnings only, when the image can be trusted
 */
export async function verify(verification: Verification): Promise<readonly Diagnostic[]> {
  const { reference, folder } = verification;
  const envelopes = await readStatements(folder, splitReference(reference).digest);
  if (envelopes.length === 0) return [diagnostic("WB5042", { reference, folder })];
  const findings = envelopes.map((envelope) => check(envelope, verification));
  return findings.find(acceptable) ?? findings[0] ?? [];
}

function check(envelope: Envelope, { reference, graph, key, folder }: Verification): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const trouble = key && signatureTrouble(envelope, key);
  if (trouble) return [diagnostic("WB5041", { reference, reason: trouble })];
  if (!key) found.push(diagnostic("WB5047", { reference }));
  const statement = unseal(envelope);
  const { repository, digest } = splitReference(reference);
  const named = statement.subject.some(
    (subject) => subject.name === repository && `sha256:${subject.digest.sha256}` === digest,
  );
  if (!named) return [...found, diagnostic("WB5042", { reference, folder })];
  const wanted = graphDigest(graph);
  const { graphDigest: own } = statement.predicate.buildDefinition.internalParameters;
  if (own !== wanted) {
    const commit = statement.predicate.buildDefinition.resolvedDependencies[0]?.digest.gitCommit ?? "unknown";
    found.push(diagnostic("WB5046", { reference, found: own, wanted, commit }));
  }
  return [...found, ...untested(statement, graph, reference)];
}

/** The jobs that a deploy's proof rests on, and that the statement does not show as passed. */
function untested({ predicate }: Statement, graph: StageGraph, reference: string): readonly Diagnostic[] {
  const { job: image } = predicate.buildDefinition.externalParameters;
  return demanded(graph, image).flatMap((job) => {
    const status = predicate.waybill_tests.find((test) => test.job === job)?.status;
    if (status === "succeeded") return [];
    const reason = status === undefined ? "it holds no result of that job" : `it ${status}`;
    return [diagnostic("WB5043", { reference, job, reason })];
  });
}

function demanded(graph: StageGraph, image: string): readonly string[] {
  const deploys = graph.jobs.filter((job) => job.kind === "deploy").filter((job) => job.image === image);
  return [...new Set(deploys.flatMap(({ proof }) => (proof.kind === "tested" ? proof.by : [])))];
}

/**
 * The run that shows that an image may be shipped again by the given deploy: all jobs that its proof names have passed
 * inside that digest.
 *
 * @throws {DiagnosticError} WB5040 when no record of the folder shows it
 */
export async function testedRun(folder: string, reference: string, proof: readonly string[]): Promise<RunRecord> {
  const { repository, digest } = splitReference(reference);
  const shows = ({ images }: RunRecord) =>
    images.some((image) => {
      const passed = image.tests.filter((test) => test.status === "succeeded").map((test) => test.job);
      const same = image.repository === repository && image.digest === digest;
      return same && passed.length > 0 && proof.every((job) => passed.includes(job));
    });
  const found = (await readRecords(folder)).find(shows);
  if (found) return found;
  throw new DiagnosticError(diagnostic("WB5040", { reference, folder }));
}
