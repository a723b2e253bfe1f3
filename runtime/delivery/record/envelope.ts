import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Statement } from "./statement.ts";

/** A DSSE envelope: https://github.com/secure-systems-lab/dsse. Without a key it carries no signature. */
export interface Envelope {
  readonly payloadType: "application/vnd.in-toto+json";
  /** The statement in base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const TYPE = "application/vnd.in-toto+json";

/**
 * Puts a statement into an envelope, signed when there is a key.
 *
 * @param key a private Ed25519 key: see {@link signingKey}
 */
export function seal(statement: Statement, key?: KeyObject): Envelope {
  const payload = Buffer.from(JSON.stringify(statement));
  const signature = key && {
    keyid: keyId(createPublicKey(key)),
    sig: sign(null, signed(payload), key).toString("base64"),
  };
  return { payloadType: TYPE, payload: payload.toString("base64"), signatures: signature ? [signature] : [] };
}

/** What an envelope says. Whether it may be believed is {@link signatureTrouble}'s business. */
export function unseal(envelope: Envelope): Statement {
  return JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8")) as Statement;
}

/**
 * Checks an envelope against a public key.
 *
 * @returns why the signature cannot be trusted, or `undefined` when it can
 */
export function signatureTrouble({ payload, payloadType, signatures }: Envelope, key: KeyObject): string | undefined {
  if (payloadType !== TYPE) return `it is about ${payloadType}`;
  if (signatures.length === 0) return "it is not signed";
  const bytes = signed(Buffer.from(payload, "base64"));
  const good = signatures.some(({ sig }) => verify(null, bytes, key, Buffer.from(sig, "base64")));
  if (good) return undefined;
  const own = signatures.some(({ keyid }) => keyid === keyId(key));
  return own ? "the statement was changed after it was signed" : "it was signed with another key";
}

/** @throws {DiagnosticError} WB5045 when that is no private Ed25519 key */
export function signingKey(pem: string, file: string): KeyObject {
  return usable(() => createPrivateKey(pem), file);
}

/** @throws {DiagnosticError} WB5045 when that is no public Ed25519 key */
export function verifyingKey(pem: string, file: string): KeyObject {
  return usable(() => createPublicKey(pem), file);
}

function usable(read: () => KeyObject, file: string): KeyObject {
  let reason: string;
  try {
    const key = read();
    if (key.asymmetricKeyType === "ed25519") return key;
    reason = `it is a key for ${key.asymmetricKeyType}`;
  } catch {
    reason = "it is not a key in PEM format";
  }
  throw new DiagnosticError(diagnostic("WB5045", { file, reason }));
}

/** What is signed: DSSE's pre-authentication encoding, so that nobody can give the payload another type. */
function signed(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload]);
}

function keyId(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}
