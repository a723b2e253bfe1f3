import type { Checks } from "./checks.ts";
import { isSafe } from "./checks.ts";

/** What a repository demands of a pull request before it can be merged. */
export type MergeRules =
  | { readonly provider: "github"; readonly required: readonly string[] }
  | {
      readonly provider: "gitlab";
      /** "Pipelines must succeed". */
      readonly pipeline: boolean;
      /** "Skipped pipelines are considered successful". */
      readonly skipped: boolean;
    };

/**
 * Reads the export of a GitHub ruleset, the answer of GitHub's API on branch protection, or the settings of a GitLab project;
 * undefined where it is none of them.
 *
 * @param json - Parsed JSON.
 */
export function readMergeRules(json: unknown): MergeRules | undefined {
  if (Array.isArray(json)) {
    const rules = json.map(readMergeRules).filter((one) => one?.provider === "github");
    return rules.length > 0
      ? { provider: "github", required: [...new Set(rules.flatMap(({ required }) => required))] }
      : undefined;
  }
  if (!isRecord(json)) return undefined;
  if (typeof json.only_allow_merge_if_pipeline_succeeds === "boolean") {
    const skipped = json.allow_merge_on_skipped_pipeline === true;
    return { provider: "gitlab", pipeline: json.only_allow_merge_if_pipeline_succeeds, skipped };
  }
  const lists = [
    ...(Array.isArray(json.rules) ? json.rules : [json]).flatMap((rule) =>
      isRecord(rule) && rule.type === "required_status_checks" && isRecord(rule.parameters)
        ? [rule.parameters.required_status_checks]
        : [],
    ),
    ...(isRecord(json.required_status_checks)
      ? [json.required_status_checks.checks ?? json.required_status_checks.contexts]
      : []),
  ];
  if (lists.length === 0 && !Array.isArray(json.rules)) return undefined;
  const names = lists.flatMap((list) => (Array.isArray(list) ? list : [])).flatMap(contextOf);
  return { provider: "github", required: [...new Set(names)] };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function contextOf(check: unknown): readonly string[] {
  if (typeof check === "string") return [check];
  return isRecord(check) && typeof check.context === "string" ? [check.context] : [];
}

/** What of live settings does not fit the pipeline, in sentences; empty: nothing. */
export function compareMergeRules(checks: Checks, rules: MergeRules): readonly string[] {
  if (rules.provider === "gitlab") return gitlabProblems(checks, rules);
  const byName = new Map(checks.checks.map((check) => [check.name, check]));
  const safe = checks.checks.filter(isSafe);
  const missing = rules.required.flatMap((name) => {
    const check = byName.get(name);
    if (!check)
      return [
        `\`${name}\` is required, and no job of ${checks.pipeline} reports it: unless something else does, no pull request can be merged`,
      ];
    return [
      ...(check.missing.kind === "never"
        ? []
        : [`\`${name}\` is required, and is not reported on every pull request: one of those cannot be merged`]),
      ...(check.skipped.kind === "never"
        ? []
        : [`\`${name}\` is required, and passes where its job is skipped by a condition`]),
      ...check.skippedAfter
        .filter((job) => !rules.required.some((other) => byName.get(other)?.job === job))
        .map((job) => `\`${name}\` is required, and passes where \`${job}\` fails, which is not required`),
      ...(check.mayFail ? [`\`${name}\` is required, and its job may fail`] : []),
    ];
  });
  const forgotten =
    rules.required.length === 0 && safe.length > 0
      ? [`no check is required: ${safe.map(({ name }) => `\`${name}\``).join(", ")} can be`]
      : [];
  return [...missing, ...forgotten];
}

function gitlabProblems(
  { notStarted, blocking, pipeline }: Checks,
  rules: Extract<MergeRules, { readonly provider: "gitlab" }>,
): readonly string[] {
  if (!rules.pipeline)
    return [`"Pipelines must succeed" is off: a merge request can be merged although ${pipeline} fails`];
  return [
    ...(notStarted.kind === "never" ? [] : ["a merge request that starts no pipeline cannot be merged"]),
    ...blocking.map(
      (job) =>
        `\`${job}\` waits for a person and blocks the pipeline: a merge request cannot be merged before somebody starts it`,
    ),
    ...(rules.skipped
      ? [
          '"Skipped pipelines are considered successful" is on: a merge request whose commit says [skip ci] can be merged untested',
        ]
      : []),
  ];
}
