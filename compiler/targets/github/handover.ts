import type { ScriptShell, Step, StepFile } from "../../graph/model/index.ts";
import { STEP_FILES } from "../../graph/model/step-file.ts";

/** GitHub's own files. */
export const GITHUB_FILES: Readonly<Record<StepFile, string>> = {
  env: "GITHUB_ENV",
  path: "GITHUB_PATH",
  summary: "GITHUB_STEP_SUMMARY",
};

/**
 * Lines before a script that give it GitHub's own files for what it hands on. Each step has others, which only its process is
 * told (docs: workflow commands, environment files).
 */
export function handover({ outputs, writes = [] }: Step, shell: ScriptShell): string {
  const line = LINES[shell];
  const files = writes.map((file) => line(STEP_FILES[file], GITHUB_FILES[file]));
  return `${outputs ? line("WAYBILL_OUTPUT", "GITHUB_OUTPUT") : ""}${files.join("")}`;
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
