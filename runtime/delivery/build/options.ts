import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { CACHE_TAG, tagProblem, tagsFrom } from "../../../compiler/graph/tags.ts";
import { NO_COMMIT } from "../../facts.ts";
import type { BuildRequest, Edits } from "../contract.ts";

/**
 * What a build is for. The image that ships says nothing of the builder's cache: BuildKit writes that down in an order that differs
 * from build to build, and so would the digest. Layers are kept inside an image of their own, tagged `buildcache`.
 */
export type Purpose = "image" | "layers";

/**
 * Tags that an image gets: the commit's, those of the job and those of its run. An image of a tree that differs from its
 * commit gets none of them, but one of its own.
 *
 * @throws {DiagnosticError} WB5060 when the branch can be none, WB5070 when what a template gives is none
 */
export function tagsOf(request: BuildRequest): readonly string[] {
  const { edits } = request;
  return edits && !edits.allowed ? [editedTag(request, edits)] : committedTags(request);
}

/** Tags that an image of the commit gets. */
export function committedTags({ job, commit, branch, tag, templateTags }: BuildRequest): readonly string[] {
  const { tags, problem } = tagsFrom(job.tagFrom, { branch, tag });
  if (problem) {
    const values = { job: job.id, branch: branch ?? "", problem };
    throw new DiagnosticError(diagnostic("WB5060", values, { at: job.location }));
  }
  for (const own of templateTags) {
    const wrong = tagProblem(own);
    if (wrong === undefined) continue;
    throw new DiagnosticError(diagnostic("WB5070", { job: job.id, tag: own, problem: wrong }, { at: job.location }));
  }
  return [...new Set([commit, ...job.tags, ...templateTags, ...tags])];
}

/** Differs with the tree: two images of one commit with different edits never share a tag. */
function editedTag({ commit }: BuildRequest, { tree }: Edits): string {
  return `${revisionOf(commit)}-${tree.slice(0, 12)}`;
}

/** What was built, as a label tells it. Without git there is no commit to name. */
const revisionOf = (commit: string) => (commit === NO_COMMIT ? "uncommitted" : `${commit}-dirty`);

/** The build's options in the engine's own words, apart from which builder is used: `POST /build` of its API. */
export function buildOptions(
  request: BuildRequest,
  purpose: Purpose,
): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { job, commit, commitTime, source, edits } = request;
  const created = new Date(commitTime * 1000).toISOString();
  const labels = {
    ...request.labels,
    "org.opencontainers.image.revision": edits ? revisionOf(commit) : commit,
    ...(edits && { "dev.waybill.tree": `sha256:${edits.tree}` }),
    "org.opencontainers.image.created": created,
    ...(source && { "org.opencontainers.image.source": source }),
  };
  const cached = job.layerCache !== "local";
  const args = {
    // Builders that know it date all that they make to the commit: https://reproducible-builds.org/specs/source-date-epoch
    SOURCE_DATE_EPOCH: String(commitTime),
    ...(purpose === "layers" && { BUILDKIT_INLINE_CACHE: "1" }),
    ...request.args,
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
