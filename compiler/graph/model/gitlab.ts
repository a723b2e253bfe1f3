import type { Location } from "../../diagnostics/location.ts";

/** What a pipeline has on GitLab alone. Elsewhere it stands for nothing. */
export interface GitLabPart {
  readonly include: readonly GitLabInclude[];
  /** Stages that included jobs name, beside the pipeline's own. */
  readonly stages: readonly string[];
  /** The file has no `workflow`: every source that GitLab has starts a pipeline. Absent: only the graph's triggers do. */
  readonly workflow?: "none";
}

export type GitLabInclude = ComponentInclude | FileInclude | RemoteInclude | TemplateInclude;

interface IncludeBase {
  /** Inputs of what is included: data. */
  readonly inputs: Readonly<Record<string, IncludeInput>>;
  readonly location: Location;
}

export type IncludeInput = string | number | boolean | readonly string[];

/** A component of GitLab's catalog. */
export interface ComponentInclude extends IncludeBase {
  readonly kind: "component";
  /** `host/project/name`. */
  readonly component: string;
  /** A whole version, or a commit. */
  readonly version: string;
}

/** A file of another project of the same GitLab. */
export interface FileInclude extends IncludeBase {
  readonly kind: "file";
  readonly project: string;
  readonly file: string;
  readonly ref: string;
}

/** A file from anywhere. */
export interface RemoteInclude extends IncludeBase {
  readonly kind: "remote";
  readonly url: string;
  /** `sha256-` and base64. */
  readonly integrity: string;
}

/** A template that GitLab ships with. */
export interface TemplateInclude extends IncludeBase {
  readonly kind: "template";
  readonly name: string;
}
