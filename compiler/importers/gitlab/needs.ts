import type { Value } from "../model.ts";
import { memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import type { GitLabConfig, GitLabJob } from "./config.ts";
import { namesIn } from "./extend.ts";
import { listOf } from "./include.ts";

/** What a job waits for, and whose files it is given. */
export interface JobNeeds {
  readonly needs: readonly string[];
  /** Jobs whose artifacts it downloads. */
  readonly downloads: readonly string[];
  /** Jobs that it does not need where they are not in the pipeline. */
  readonly optional: readonly string[];
  /** `needs` that name something outside of the pipeline, or an instance of a matrix. */
  readonly foreign: readonly YamlNode[];
}

/**
 * `needs`, or else all jobs of earlier stages (docs: ci/yaml, `needs` and `dependencies`). Jobs that come first and belong to
 * stages are all given their artifacts.
 */
export function needsOf(job: GitLabJob, config: GitLabConfig): JobNeeds {
  const node = memberOf(job.node, "needs");
  const earlier = node ? explicit(node, job, config) : byStage(job, config);
  const dependencies = memberOf(job.node, "dependencies");
  if (!dependencies) return earlier;
  const named = namesIn(dependencies);
  return { ...earlier, downloads: earlier.needs.filter((name) => named.includes(name)) };
}

function byStage(job: GitLabJob, config: GitLabConfig): JobNeeds {
  const levelOf = ({ stage }: GitLabJob) => (stage === undefined ? -1 : config.stages.indexOf(stage));
  const index = levelOf(job);
  const before = config.jobs.filter((other) => levelOf(other) !== -1 && levelOf(other) < index);
  const names = before.map(({ name }) => name);
  return { needs: names, downloads: before.filter(hasArtifacts).map(({ name }) => name), optional: names, foreign: [] };
}

/** A template that is not at hand may keep some. */
export const hasArtifacts = ({ node, templates }: GitLabJob): boolean =>
  templates.length > 0 || memberOf(node, "artifacts") !== undefined;

function explicit(node: YamlNode, job: GitLabJob, config: GitLabConfig): JobNeeds {
  const known = new Map(config.jobs.map((one) => [one.name, one]));
  const needs: string[] = [];
  const downloads: string[] = [];
  const optional: string[] = [];
  const foreign: YamlNode[] = [];
  for (const one of listOf(node)) {
    const map: YamlMap | undefined = one.kind === "map" ? one : undefined;
    const [name] = map ? namesIn(memberOf(map, "job")) : namesIn(one);
    const odd = map?.entries.some(({ key }) => !["job", "artifacts", "optional"].includes(key));
    const target = name === undefined ? undefined : known.get(name);
    if (!target || odd || target.name === job.name) {
      foreign.push(one);
      continue;
    }
    needs.push(target.name);
    if (isTrue(map && memberOf(map, "optional"), false)) optional.push(target.name);
    if (isTrue(map && memberOf(map, "artifacts"), true) && hasArtifacts(target)) downloads.push(target.name);
  }
  return { needs, downloads, optional, foreign };
}

const isTrue = (node: YamlNode | undefined, standard: boolean) =>
  node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : standard;

/** The artifacts of jobs, as values. */
export const artifactsOf = (names: readonly string[]): readonly Value[] =>
  names.map((job): Value => ({ kind: "artifacts", job }));
