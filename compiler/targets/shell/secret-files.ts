import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { secretFiles } from "../../graph/confidential.ts";
import type { Env, ScriptJob } from "../../graph/model/index.ts";
import { valuesOf } from "../../graph/walk.ts";
import { CONTAINER, needsNoShell } from "./docker-run.ts";

/** In the container's own memory, as every container of Docker has it. */
const FOLDER = "/dev/shm/waybill";

/** A command that prints exactly the value of a secret, for the variable that the step is to have. */
export type Printed = (variable: string, secret: string) => string;

/**
 * A step's process with the files of its secrets, which are there as long as it runs. Their variables name them; the values
 * are not in its environment. The process is not `exec`uted, and may set traps of its own.
 */
export function withSecretFiles(env: Env, process: string, printed: Printed): string {
  const files = secretFiles(env);
  if (files.length === 0) return process;
  return chain([
    "waybill_files=$(mktemp -d /dev/shm/waybill.XXXXXX 2> /dev/null || mktemp -d)",
    `trap 'rm -rf "$waybill_files"' EXIT`,
    ...once(files).map(
      ({ variable, secret }) => `(umask 077 && ${printed(variable, secret)} > "$waybill_files/${secret}")`,
    ),
    ...files.map(({ variable, secret }) => `export ${variable}="$waybill_files/${secret}"`),
    process,
  ]);
}

/** The same for a process inside of the container that a job's steps share; its own user writes the files. */
export function withSecretFilesInside(env: Env, process: string, printed: Printed): string {
  const files = secretFiles(env);
  if (files.length === 0) return process;
  return chain([
    `trap 'docker exec ${CONTAINER} rm -rf ${FOLDER}' EXIT`,
    ...once(files).map(
      ({ variable, secret }) => `${printed(variable, secret)} |
  docker exec --interactive ${CONTAINER} sh -euc 'umask 077; mkdir -p ${FOLDER}; cat > ${FOLDER}/${secret}'`,
    ),
    ...files.map(({ variable, secret }) => `export ${variable}=${FOLDER}/${secret}`),
    process,
  ]);
}

type Files = ReturnType<typeof secretFiles>;

/** All are written before any variable is set: one that is to name a file may hold what another one is made of. */
const once = (files: Files): Files => [...new Map(files.map((file) => [file.secret, file])).values()];

/** A shell that is told to end runs what is to be done at its end only where it has a trap for that, too. */
const chain = (commands: readonly string[]): string => `(
# The step's secrets as files, which are gone when it ends.
trap 'exit 143' INT TERM &&
${commands.map((one) => one.trimEnd()).join(" &&\n")}
)
`;
/** Files of secrets that nobody inside of an image could write. */
export function secretFileProblems(job: ScriptJob): readonly Diagnostic[] {
  if (!needsNoShell(job)) return [];
  const names = valuesOf(job).flatMap((value) => (value.kind === "secretFile" ? [value.name] : []));
  return [...new Set(names)].map((secret) => diagnostic("WB3140", { job: job.id, secret }, { at: job.location }));
}
