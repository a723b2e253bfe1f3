import type { KeyObject } from "node:crypto";
import { acceptable, type Diagnostic, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { StageGraph } from "../../../compiler/graph/model/index.ts";
import { definitions } from "../../proof/definition.ts";
import { splitReference } from "../../registry/repository.ts";
import { type Envelope, signatureTrouble, unseal } from "./envelope.ts";
import { readStatements } from "./folder.ts";
import { demandedTests, graphDigest } from "./record.ts";
import type { Statement } from "./statement.ts";
import { whyUntested } from "./tested.ts";

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
 * it is of this graph, and that all jobs which the graph demands have passed with all of their steps. One good statement is enough.
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
  const [source] = statement.predicate.buildDefinition.resolvedDependencies;
  if (source?.annotations?.dirty) {
    found.push(diagnostic("WB5049", { reference, commit: source.digest.gitCommit ?? "unknown" }));
  }
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
  const definition = definitions(graph);
  return demandedTests(graph, image).flatMap((job) => {
    const test = predicate.waybill_tests.find((test) => test.job === job);
    const reason = whyUntested(test, `sha256:${definition(job)}`);
    return reason === undefined ? [] : [diagnostic("WB5043", { reference, job, reason })];
  });
}
