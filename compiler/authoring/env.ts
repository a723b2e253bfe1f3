import type { BuiltImage } from "./image.ts";
import type { Reference } from "./reference.ts";

/**
 * The value of an environment variable: a string or a number, or a value that is known when the job runs, such as a secret,
 * the path of a secret file, an id token, an output of another job, a fact of the run, a built image (as
 * `repository@sha256:...`), or a `text` that contains such values.
 */
export type EnvValue = string | number | Reference<string> | Reference<number> | BuiltImage<string>;

/** Environment variables by name. */
export type Env = Readonly<Record<string, EnvValue>>;
