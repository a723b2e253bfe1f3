/**
 * Chooses the shell of a plain script, which is its first argument, as GitLab's runner does (gitlab-runner,
 * `shells/bash.go`): `bash` where there is one, and `pipefail` where the shell knows it.
 */
export const PLAIN_SHELL =
  'if command -v bash > /dev/null 2>&1; then exec bash -eo pipefail -c "$1"; fi; ' +
  'if (set -o pipefail) 2> /dev/null; then set -o pipefail; fi; set -e +u; eval "$1"';

/** What runs a plain script. */
export const plainArgv = (script: string): readonly string[] => ["sh", "-c", PLAIN_SHELL, "sh", script];
