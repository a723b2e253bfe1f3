import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Artifacts, ScriptJob } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";
import { duration } from "./duration.ts";
import { expansion } from "./expansion.ts";
import { outputFile } from "./files.ts";

const WHEN = { success: "on_success", failure: "on_failure", always: "always" } as const;

/** The author's artifacts, and the files that hand outputs over. */
export function artifacts(job: ScriptJob): YamlMap | undefined {
  const { artifacts: kept } = job;
  const handed = job.outputs.map((name) => outputFile(job.id, name));
  const paths = [...(kept?.paths ?? []), ...handed];
  const reports = kept && reportsOf(kept);
  if (paths.length === 0 && !reports) return undefined;
  return {
    name: kept?.name && expansion(kept.name),
    expose_as: kept?.exposeAs,
    paths: paths.length ? paths : undefined,
    exclude: kept?.exclude.length ? kept.exclude.flatMap(withContent) : undefined,
    reports,
    when: kept && kept.on !== "success" ? WHEN[kept.on] : undefined,
    expire_in: expiry(kept),
  };
}

/** Outputs are for the jobs of the run alone. */
function expiry(kept: Artifacts | undefined): string | undefined {
  if (!kept) return days(1);
  if (kept.retentionSeconds !== undefined) return duration(kept.retentionSeconds);
  return kept.retentionDays === undefined ? undefined : days(kept.retentionDays);
}

function reportsOf({ junit, coverage }: Artifacts): YamlMap | undefined {
  if (junit.length === 0 && !coverage) return undefined;
  return {
    junit: junit.length ? junit : undefined,
    coverage_report: coverage && { coverage_format: coverage.format, path: coverage.path },
  };
}

/** GitLab excludes what a pattern matches, not what is inside a folder that it matches. */
function withContent(path: string): readonly string[] {
  return path.endsWith("*") ? [path] : [path, `${path.replace(/\/$/, "")}/**/*`];
}

export function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

/** GitLab has one `when` for all artifacts of a job. */
export function artifactProblems(job: ScriptJob): readonly Diagnostic[] {
  const at = { at: job.location };
  const name = job.artifacts?.name;
  const late = name && expansion(name) === undefined ? [diagnostic("WB3242", { job: job.id }, at)] : [];
  if (job.artifacts?.on !== "failure" || job.outputs.length === 0) return late;
  return [...late, diagnostic("WB3020", { job: job.id }, at)];
}
