import type { RunFacts } from "../../compiler/expr/model.ts";

/** Longest slug of GitLab's (docs: ci/variables/predefined_variables, `CI_COMMIT_REF_SLUG`). */
const SLUG = 63;

const refOf = ({ pullRequest, tag, branch }: RunFacts) => pullRequest?.sourceBranch ?? tag ?? branch ?? "";

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "-")
    .slice(0, SLUG)
    .replaceAll(/^-+|-+$/g, "");

/** What predefined variables say of a run, where a fact says it (docs: ci/variables/predefined_variables). */
const OF_FACTS: Readonly<Record<string, (facts: RunFacts) => string | undefined>> = {
  CI: () => "true",
  GITLAB_CI: () => "true",
  CI_COMMIT_SHA: ({ sha }) => sha,
  CI_COMMIT_SHORT_SHA: ({ sha }) => sha.slice(0, 8),
  CI_COMMIT_BRANCH: ({ branch }) => branch,
  CI_COMMIT_TAG: ({ tag }) => tag,
  CI_COMMIT_REF_NAME: refOf,
  CI_COMMIT_REF_SLUG: (facts) => slugOf(refOf(facts)),
  CI_DEFAULT_BRANCH: ({ defaultBranch }) => defaultBranch,
  CI_PROJECT_PATH: ({ repository }) => repository,
  CI_PROJECT_NAME: ({ repository }) => repository?.replace(/^.*\//, ""),
  CI_PROJECT_NAMESPACE: ({ repository }) => repository?.replace(/\/[^/]*$/, ""),
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: ({ pullRequest }) => pullRequest?.sourceBranch,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: ({ pullRequest }) => pullRequest?.targetBranch,
  GITLAB_USER_LOGIN: ({ actor }) => actor,
};

/** A predefined variable of GitLab's on this machine: what was given under its name, else what a fact says, else empty. */
export function gitlabValue(name: string, facts: RunFacts): string {
  const given = facts.provider?.[`gitlab.${name}`] ?? facts.vars[name];
  return given ?? (Object.hasOwn(OF_FACTS, name) ? OF_FACTS[name]!(facts) : undefined) ?? "";
}
