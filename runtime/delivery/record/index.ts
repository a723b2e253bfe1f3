export { type Envelope, seal, signatureTrouble, signingKey, unseal, verifyingKey } from "./envelope.ts";
export { readEnvelope, readRecord, readRecords, readStatements, writeRecord } from "./folder.ts";
export type { DeployRecord, ImageRecord, RunRecord, TestRecord } from "./model.ts";
export { type FinishedRun, graphDigest, runRecord } from "./record.ts";
export { type DeployFailure, type HandShipped, handRecord, shippings } from "./shipping.ts";
export { foreignResult, type Statement, statements } from "./statement.ts";
export { type Shipment, testedRun } from "./tested.ts";
export { type Verification, verify } from "./verify.ts";
