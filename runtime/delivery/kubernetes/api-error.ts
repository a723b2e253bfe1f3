import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Cluster } from "./cluster.ts";

/** What a request does, in the terms of the cluster's roles. */
export interface Access {
  readonly verb: "list" | "watch" | "patch" | "delete";
  /** Plural, with the API group where there is one: `deployments.apps`. */
  readonly resource: string;
  readonly namespace: string;
}

/** Why a request failed. `status` is HTTP's, and absent when no answer came. */
export interface Refusal {
  readonly status?: number;
  readonly message: string;
  /** The same request may do better a moment later. */
  readonly passing: boolean;
  /** The request could not even be made: the kubeconfig asks for what cannot be had. */
  readonly unmade: boolean;
}

/** Reads what the client threw: its own `ApiException`, the watch's plain error, or one of the network. */
export function refusal(error: unknown): Refusal {
  const thrown = (error ?? {}) as {
    code?: unknown;
    statusCode?: unknown;
    body?: unknown;
    message?: unknown;
    name?: unknown;
  };
  // A DOMException (a request that timed out) has small numbers of its own as codes.
  const status = [thrown.code, thrown.statusCode].find(
    (code): code is number => typeof code === "number" && code >= 100,
  );
  const message = said(thrown.body) ?? String(thrown.message ?? error).split("\n", 1)[0] ?? "";
  if (status !== undefined) return { status, message, passing: status === 429 || status >= 500, unmade: false };
  // What the client throws by itself has neither code nor that name; a file or command of the kubeconfig that is not there has a code.
  const network =
    thrown.name === "TimeoutError" || (isNamed(thrown) && !/^(ENOENT|EACCES|EISDIR|ENOTDIR)$/.test(`${thrown.code}`));
  // A certificate that is not trusted will not be a moment later.
  const passing = network && !/CERT|ALTNAME|self[- ]signed/i.test(`${thrown.code} ${message}`);
  return { message, passing, unmade: !network };
}

/** An error of the network: `node-fetch`'s own, or one with a code of Node's such as ERR_STREAM_PREMATURE_CLOSE. */
const isNamed = ({ name, code }: { readonly name?: unknown; readonly code?: unknown }) =>
  name === "FetchError" || name === "AbortError" || typeof code === "string";

/** The words of the server's `Status` object. */
function said(body: unknown): string | undefined {
  let status = body;
  if (typeof body === "string") {
    try {
      status = JSON.parse(body);
    } catch {
      return body.trim() || undefined;
    }
  }
  const message = (status as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message : undefined;
}

/** RBAC's own wording, which tells a missing right from an admission controller's no: both are 403. */
const MISSING_RIGHT = /cannot \w+ resource/;

/** The diagnostic for a request that failed, for whatever is no special case of the caller's. */
export function fault(cluster: Cluster, access: Access, workload: string, error: unknown): DiagnosticError {
  if (error instanceof DiagnosticError) return error;
  const { status, message, unmade } = refusal(error);
  const { place, server, user } = cluster;
  if (unmade)
    return new DiagnosticError(diagnostic("WB5402", { file: `context ${cluster.context}`, reason: message }, place));
  if (status === 401) return new DiagnosticError(diagnostic("WB5405", { server, user }, place));
  if (status === 403 && (access.verb !== "patch" || MISSING_RIGHT.test(message)))
    return new DiagnosticError(diagnostic("WB5406", { user, ...access }, place));
  if (status !== undefined && status >= 400 && status < 500 && status !== 429)
    return new DiagnosticError(diagnostic("WB5411", { workload, reason: message }, place));
  const reason = status === undefined ? message : `it answers ${status}: ${message}`;
  return new DiagnosticError(diagnostic("WB5404", { server, reason }, place));
}
