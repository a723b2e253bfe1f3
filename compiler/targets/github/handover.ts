import type { ScriptShell, Step } from "../../graph/model/index.ts";

/**
 * Lines before a script that give it GitHub's own file for what it puts out. Each step has another one, which only its process is
 * told (docs: workflow commands, environment files).
 */
export function handover({ outputs }: Step, shell: ScriptShell): string {
  return outputs ? LINES[shell]("WAYBILL_OUTPUT", "GITHUB_OUTPUT") : "";
}

type Line = (name: string, from: string) => string;

const posix: Line = (name, from) => `export ${name}="$${from}"\n`;
const powershell: Line = (name, from) => `$env:${name} = $env:${from}\n`;

const LINES: Readonly<Record<ScriptShell, Line>> = {
  sh: posix,
  bash: posix,
  pwsh: powershell,
  powershell,
  cmd: (name, from) => `@set "${name}=%${from}%"\n`,
  python: (name, from) => `import os; os.environ["${name}"] = os.environ["${from}"]\n`,
};
