/** Fails on the first command that fails, also within a pipe where the shell can tell, and on variables without a value. */
export function scriptArgv(shell: "sh" | "bash", script: string): readonly string[] {
  if (shell === "bash") return ["bash", "-eu", "-o", "pipefail", "-c", script];
  // On the script's own first line, so that its line numbers stay right.
  return ["sh", "-eu", "-c", `if (set -o pipefail) 2>/dev/null; then set -o pipefail; fi; ${script}`];
}
