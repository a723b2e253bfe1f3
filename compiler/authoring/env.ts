import type { BuiltImage } from "./image.ts";
import type { Reference } from "./reference.ts";

/**
 * What an environment variable may hold: a text, or something that is known when the job runs: a secret, the path of a file with one, an id token, an output of
 * another job, a fact of the run, or a built image (as `repository@sha256:...`).
 */
export type EnvValue = string | number | Reference<string> | Reference<number> | BuiltImage<string>;

/** Environment variables by name. */
export type Env = Readonly<Record<string, EnvValue>>;
