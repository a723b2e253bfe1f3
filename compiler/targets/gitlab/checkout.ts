import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Checkout, ScriptJob } from "../../graph/model/index.ts";
import type { YamlMap } from "../yaml.ts";

/** Variables that the runner reads before it runs a job (docs: ci/runners/configure_runners). */
export function checkoutVariables({ checkout }: ScriptJob): YamlMap | undefined {
  if (checkout === undefined) return undefined;
  if (checkout === "none") return { GIT_STRATEGY: "none" };
  const { tags, submodules, lfs } = checkout;
  const depth = depthOf(checkout);
  return {
    GIT_DEPTH: depth === undefined ? undefined : String(depth),
    // With all of the history, the runner fetches all tags; these are its flags beside the new one.
    GIT_FETCH_EXTRA_FLAGS: tags && depth !== 0 ? "--prune --quiet --tags" : undefined,
    GIT_SUBMODULE_STRATEGY: submodules && (submodules === "direct" ? "normal" : "recursive"),
    GIT_LFS_SKIP_SMUDGE: lfs === false ? "1" : undefined,
  };
}

/** Merging takes the commit that both branches have in common. */
const depthOf = ({ depth, pullRequest }: Checkout) => depth ?? (pullRequest === "merge" ? 0 : undefined);

/**
 * GitLab checks out what a merge request would be merged to where its project has merged results pipelines, and its last commit
 * where not (docs: ci/pipelines/merged_results_pipelines, and the predefined variables).
 */
export function checkoutScript({ checkout }: ScriptJob): readonly string[] {
  const what = typeof checkout === "object" ? checkout.pullRequest : undefined;
  if (what === "merge") return [MERGE];
  return what === "head" ? [HEAD] : [];
}

const MERGE = `if [ "\${CI_MERGE_REQUEST_EVENT_TYPE:-}" = detached ]; then
  source=origin
  if [ "$CI_PROJECT_ID" != "$CI_MERGE_REQUEST_PROJECT_ID" ]; then source=$CI_MERGE_REQUEST_PROJECT_URL.git; fi
  git fetch --quiet "$source" "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
  git -c user.name=ci -c user.email=ci@localhost merge --quiet --no-edit FETCH_HEAD
fi
`;

const HEAD = `if [ -n "\${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-}" ]; then git checkout --quiet "$CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"; fi`;

export function checkoutProblems(job: ScriptJob): readonly Diagnostic[] {
  if (typeof job.checkout !== "object") return [];
  const { path, ref } = job.checkout;
  const asked = path !== undefined ? "path" : ref ? "ref" : undefined;
  return asked ? [diagnostic("WB3190", { job: job.id, option: asked }, { at: job.location })] : [];
}
