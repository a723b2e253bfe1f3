import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";
import type { Env } from "./env.ts";
import type { AnyImage } from "./job.ts";

/** A container that runs next to a job. Made by {@link service}. */
export interface Service extends Declared<Declaration<"service", ServiceOptions>> {
  readonly name: string;
}

export interface ServiceOptions {
  readonly image: AnyImage;
  readonly env?: Env;
  /** Replaces the image's command. */
  readonly command?: readonly string[];
  /** The ports that the service listens on. */
  readonly ports?: readonly number[];
  /**
   * When the service is ready: when a command inside it succeeds, a port accepts connections, a request is answered, or its
   * log contains a text. Default: as soon as its container runs.
   */
  readonly ready?: Readiness;
}

/** The readiness check of a service. `timeout` limits the wait. Default: `"1 minute"`. */
export type Readiness =
  | { readonly command: readonly string[]; readonly timeout?: Duration }
  | { readonly tcp: number; readonly timeout?: Duration }
  /** `GET path` (default: `/`) on the port is answered with a status from 200 to 399. */
  | { readonly http: { readonly port: number; readonly path?: string }; readonly timeout?: Duration }
  /** A line of its output, on either stream, contains this text. */
  | { readonly log: string; readonly timeout?: Duration };

/**
 * Declares a container that runs next to the steps of a job.
 *
 * @param name - The host name of the service for the steps: lower-case letters, digits and `-`.
 * @example
 * ```ts
 * const database = service("db", {
 *   image: "postgres:16",
 *   env: { POSTGRES_PASSWORD: "test" },
 *   ports: [5432],
 *   ready: { command: ["pg_isready"], timeout: "30 seconds" },
 * });
 * const web = service("web", { image: "nginx:1.29", ready: { http: { port: 80, path: "/health" } } });
 * const queue = service("queue", { image: "rabbitmq:4", ready: { log: "Server startup complete" } });
 * ```
 */
export function service(name: string, options: ServiceOptions): Service {
  const declaration = Object.freeze({ kind: "service", name, options, at: callSite(service) } as const);
  return Object.freeze({ name, [declared]: declaration });
}
