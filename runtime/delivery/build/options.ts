import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { CACHE_TAG, tagsFrom } from "../../../compiler/graph/tags.ts";
import type { BuildRequest } from "../contract.ts";

/**
 * What a build is for. The image that ships says nothing of the builder's cache: BuildKit writes that down in an order that differs
 * from build to build, and so would the digest. Layers are kept inside an image of their own, tagged `buildcache`.
 */
export type Purpose = "image" | "layers";

/**
 * Tags that an image gets: the commit's, those of the job and those of its run.
 *
 * @throws {DiagnosticError} WB5060 when the branch can be none
 */
export function tagsOf({ job, commit, branch, tag }: BuildRequest): readonly string[] {
  const { tags, problem } = tagsFrom(job.tagFrom, { branch, tag });
  if (problem) {
    const values = { job: job.id, branch: branch ?? "", problem };
    throw new DiagnosticError(diagnostic("WB5060", values, { at: job.location }));
  }
  return [...new Set([commit, ...job.tags, ...tags])];
}

/** The build's options in the engine's own words, apart from which builder is used: `POST /build` of its API. */
export function buildOptions(
  request: BuildRequest,
  purpose: Purpose,
): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { job, commit, commitTime, source } = request;
  const created = new Date(commitTime * 1000).toISOString();
  const labels = {
    "org.opencontainers.image.revision": commit,
    "org.opencontainers.image.created": created,
    ...(source && { "org.opencontainers.image.source": source }),
  };
  const cached = job.layerCache !== "local";
  const args = {
    // Builders that know it date all that they make to the commit: https://reproducible-builds.org/specs/source-date-epoch
    SOURCE_DATE_EPOCH: String(commitTime),
    ...(purpose === "layers" && { BUILDKIT_INLINE_CACHE: "1" }),
    ...job.args,
  };
  return {
    t: (purpose === "layers" ? [CACHE_TAG] : tagsOf(request)).map((tag) => `${job.repository}:${tag}`),
    dockerfile: job.dockerfile,
    target: job.target,
    buildargs: JSON.stringify(args),
    labels: JSON.stringify(labels),
    platform: job.platforms[0],
    cachefrom: cached ? JSON.stringify([`${job.repository}:${CACHE_TAG}`]) : undefined,
  };
}
