export { type Envelope, seal, signatureTrouble, signingKey, unseal, verifyingKey } from "./envelope.ts";
export { readEnvelope, readRecord, readRecords, readStatements, writeRecord } from "./folder.ts";
export {
  type DeployRecord,
  type FinishedRun,
  graphDigest,
  type ImageRecord,
  type RunRecord,
  runRecord,
} from "./record.ts";
export { type HandShipped, handRecord, shippings } from "./shipping.ts";
export { type Statement, statements } from "./statement.ts";
export { testedRun, type Verification, verify } from "./verify.ts";
