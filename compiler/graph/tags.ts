import type { BuildJob } from "./model/index.ts";

/** What a run is of, as far as images are tagged with it. Empty texts count as absent, as on the providers. */
export interface TaggedRun {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
}

export interface RunTags {
  readonly tags: readonly string[];
  /** Why the branch can be no tag, in words. */
  readonly problem?: string;
}

/** As registries take them (distribution, `reference/regexp.go`). */
const LONGEST = 128;

/** The tag under which the last image of a repository is kept for its layers, so that another machine finds them. */
export const CACHE_TAG = "buildcache";

/** https://semver.org, with the `v` that git tags have before it. */
const VERSION = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/**
 * Tags that an image gets from its run.
 *
 * @example
 * tagsFrom(["version", "latest"], { tag: "v1.2.3" }).tags; // ["1.2.3", "1.2", "1", "latest"]
 */
export function tagsFrom(sources: BuildJob["tagFrom"] = [], { branch, tag }: TaggedRun): RunTags {
  const version = tag && sources.includes("version") ? versionTags(tag, sources.includes("latest")) : [];
  if (!branch || !sources.includes("branch")) return { tags: version };
  const own = branchTag(branch);
  const problem = branchProblem(own);
  return problem ? { tags: version, problem } : { tags: [...version, own] };
}

/** Why a text that was put together when the job runs is no tag for an image; undefined: it is. The script on the providers asks the same. */
export function tagProblem(tag: string): string | undefined {
  if (tag === "") return "is empty";
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(tag)) return "has characters that no tag has";
  if (tag.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (tag === CACHE_TAG) return "holds the layers of earlier builds";
  return /^[0-9a-f]{40}$/.test(tag) ? "would be taken for a commit" : undefined;
}

/** What is no plain version moves nothing but its own tag. Under major version 0, minor versions break what they like. */
function versionTags(tag: string, latest: boolean): readonly string[] {
  const [, major, minor, patch, before = "", build = ""] = VERSION.exec(tag) ?? [];
  if (major === undefined) return [];
  const whole = `${major}.${minor}.${patch}${before}${build.replace("+", "-")}`.slice(0, LONGEST);
  if (before || build) return [whole];
  return [whole, `${major}.${minor}`, ...(major === "0" ? [] : [major]), ...(latest ? ["latest"] : [])];
}

/** Byte for byte, as the script on the providers does it. */
function branchTag(branch: string): string {
  const bytes = Buffer.from(branch).toString("latin1");
  return bytes
    .replace(/[^\w.-]/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, LONGEST);
}

function branchProblem(tag: string): string | undefined {
  if (tag === "") return "nothing of it can be part of a tag";
  if (tag === "latest" || tag === CACHE_TAG) return `the tag ${tag} means something else`;
  if (/^\d+(\.\d+)*(-.*)?$/.test(tag)) return `the tag ${tag} would be taken for a version`;
  return /^[0-9a-f]{40}$/.test(tag) ? `the tag ${tag} would be taken for a commit` : undefined;
}
