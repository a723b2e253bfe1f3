import type { ScriptShell, ShellRun } from "./model/index.ts";

/**
 * Chooses the shell of a plain script, which is its first argument, as GitLab's runner does (gitlab-runner,
 * `shells/bash.go`): `bash` where there is one, and `pipefail` where the shell knows it.
 */
export const PLAIN_SHELL =
  'if command -v bash > /dev/null 2>&1; then exec bash -eo pipefail -c "$1"; fi; ' +
  'if (set -o pipefail) 2> /dev/null; then set -o pipefail; fi; set -e +u; eval "$1"';

/** What runs a plain script. */
export function plainArgv({ script, shell }: Pick<ShellRun, "script" | "shell">): readonly string[] {
  return shell ? [...PROGRAMS[shell], wrapped(script, shell)] : ["sh", "-c", PLAIN_SHELL, "sh", script];
}

/**
 * Each shell with its options, as GitHub's runner starts it, but for the script, which is an argument here (actions/runner,
 * `ScriptHandlerHelpers.cs`).
 */
const PROGRAMS: Readonly<Record<ScriptShell, readonly string[]>> = {
  bash: ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"],
  sh: ["sh", "-e", "-c"],
  pwsh: ["pwsh", "-NoProfile", "-NonInteractive", "-Command"],
  powershell: ["powershell", "-NoProfile", "-NonInteractive", "-Command"],
  cmd: ["cmd", "/D", "/E:ON", "/V:OFF", "/S", "/C"],
  python: ["python", "-c"],
};

/** PowerShell goes on after an error, and ends well after a program that failed, unless it is told otherwise; so does the runner. */
function wrapped(script: string, shell: ScriptShell): string {
  if (shell !== "pwsh" && shell !== "powershell") return script;
  return `$ErrorActionPreference = 'stop'\n${script.trimEnd()}\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }`;
}

/** Whether a shell is one of POSIX, in which data is quoted as `sh` has it. */
export const isPosix = (shell: ScriptShell): shell is "sh" | "bash" => shell === "sh" || shell === "bash";

/** The shell of a script that is not plain. */
export const strictShell = ({ shell }: Pick<ShellRun, "shell">, ofJob: "sh" | "bash"): "sh" | "bash" =>
  shell !== undefined && isPosix(shell) ? shell : ofJob;
