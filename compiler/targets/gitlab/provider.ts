import { GITLAB_SOURCES } from "../../expr/events.ts";
import { PREDEFINED } from "./predefined.ts";
import type { Provider } from "../provider.ts";

const commit = ["TITLE", "MESSAGE", "DESCRIPTION", "REF_NAME", "BRANCH", "TAG", "TAG_MESSAGE", "AUTHOR"];
const request = ["TITLE", "DESCRIPTION", "SOURCE_BRANCH_NAME", "SOURCE_PROJECT_PATH", "LABELS"];

export const gitlab: Provider = {
  title: "GitLab",
  marker: "$[[",
  reservedVariables: new RegExp(`^(?:${[...PREDEFINED].join("|")})$`),
  outsiderVariables: new Set([
    ...commit.map((name) => `CI_COMMIT_${name}`),
    ...request.map((name) => `CI_MERGE_REQUEST_${name}`),
    "GITLAB_USER_NAME",
  ]),
  native: {
    job: {
      reserved: ["needs", "dependencies", "rules", "only", "except", "when", "stage", "parallel", "extends", "inherit"],
      conditions: [],
      harmless: ["tags", "interruptible", "resource_group", "coverage", "timeout"],
    },
    file: { reserved: ["stages"], harmless: [], namesJobs: true },
    place: [],
    steps: ["stage", "extends"],
  },
  // A pipeline of another project calls as `pipeline`, one of the same project as `parent_pipeline`.
  events: {
    push: ["push"],
    pullRequest: ["merge_request_event"],
    schedule: ["schedule"],
    manual: ["web"],
    call: ["pipeline", "parent_pipeline"],
    dispatch: ["api", "trigger"],
    ...Object.fromEntries(GITLAB_SOURCES.map((source) => [source, [source]])),
  },
  scripts: { keys: ["script", "before_script", "after_script"], outsider: /\$\[\[/ },
  target: async () => (await import("./emit.ts")).gitlab,
};

/** Limits of GitLab and of its runner. */
export const LIMITS = {
  /** Characters of the names of jobs and of resource groups: the width of their columns. */
  name: 255,
  /** Bytes of a step's script: Linux takes at most 128 KiB in one argument. */
  script: 128 * 1024 - 1024,
  /** Needs of a job (docs: administration/cicd/limits, `ci_needs_size_limit`). */
  needs: 50,
  /** Tokens of an expression: its lexer refuses more. */
  tokens: 99,
  /** Entries of one `changes`. */
  globs: 50,
  /** Files of `cache:key:files`, and caches of a job (docs: ci/yaml, `cache`). */
  keyFiles: 2,
  caches: 4,
} as const;
