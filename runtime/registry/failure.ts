import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Login } from "../../compiler/graph/model/index.ts";
import { type EngineError, wordsOf } from "../engine/api.ts";
import type { RegistryAuth } from "./credentials.ts";
import { registryOf } from "./repository.ts";

/** What the registry's answer means for us. */
export type RegistryFailure = "login" | "missing" | "trouble" | "refusal";

/** A registry's refusal on its way to becoming a diagnostic, or to being tried again. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly failure: RegistryFailure;

  constructor(reason: string, status?: number) {
    super(reason);
    this.failure = kindOf(reason, status);
  }
}

/** Reads an error of the engine as an answer of the registry behind it. */
export function registryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  return new RegistryError(wordsOf(error), (error as EngineError).statusCode);
}

// The engine passes the registry's words on and no code: distribution/errors.go and net/http give these.
const LOGIN =
  /unauthorized|authentication required|incorrect username or password|no basic auth|access.*denied|denied|X-Registry-Auth|\b401\b|\b403\b/i;
const MISSING = /manifest unknown|not found|no such (image|manifest)|name unknown|does not exist/i;
const TROUBLE =
  /connection (refused|reset)|no such host|server misbehaving|timeout|timed out|deadline exceeded|\bEOF\b|broken pipe|network is unreachable|no route to host|toomanyrequests|unavailable|bad gateway|internal server error|blob upload|unknown blob|received unexpected HTTP status: 5|status(?: code)?:? 5\d\d|\b(?:429|500|502|503|504) |ECONNRESET|ECONNREFUSED|socket hang up/i;

function kindOf(reason: string, status: number | undefined): RegistryFailure {
  if (TROUBLE.test(reason)) return "trouble";
  if (LOGIN.test(reason) || status === 401 || status === 403) return "login";
  if (status === 404 || MISSING.test(reason)) return "missing";
  return "refusal";
}

export interface Access {
  readonly repository: string;
  readonly auth: RegistryAuth | undefined;
  /** The pipeline's own login, where it has one: its secret is named when it is refused. */
  readonly login: Login | undefined;
}

/** What to tell the user when a registry does not do what was asked. */
export function registryDiagnostic(error: RegistryError, access: Access, attempts: number): Diagnostic {
  const { repository, auth } = access;
  const registry = registryOf(repository);
  const reason = error.message;
  if (error.failure === "trouble") {
    return diagnostic("WB5012", { registry, repository, attempts: String(attempts), reason });
  }
  if (error.failure === "login" && !auth) return diagnostic("WB5011", { registry, repository });
  if (error.failure === "login") {
    const user = auth && "username" in auth ? auth.username : "the user's token";
    return diagnostic("WB5010", { registry, repository, user, secret: secretOf(access.login), reason });
  }
  return diagnostic("WB5016", { registry, repository, reason });
}

function secretOf(login: Login | undefined): string {
  if (!login) return "the login in your Docker settings (docker login)";
  return login.password.kind === "secret" ? `the secret ${login.password.name}` : "the login's password";
}
