import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { groupOf, isInterruptible } from "../../graph/control.ts";
import { isFinal } from "../../graph/final.ts";
import { isCallable } from "../../graph/inputs.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { protectedCheck } from "../shell/protected-ref.ts";
import { Commented, type YamlMap } from "../yaml.ts";
import { environmentOf } from "./environment.ts";
import { expression, literal } from "./values.ts";

const RUN = "${{ github.workflow }}-${{ github.ref }}";

/**
 * One at a time in a group. Those that wait are kept, unless the newest is to replace them; what runs is never cut off. Where
 * newer commits cut off older runs but for some jobs, each of the others is cut off by itself.
 */
export function concurrency(job: Job, graph: StageGraph): YamlMap | undefined {
  const group = groupOf(job);
  if (group) {
    const queue = group.waiting === "queue" ? "max" : undefined;
    return { group: group.group, "cancel-in-progress": false, queue };
  }
  if (job.kind === "native" || isCallable(graph) || !isInterruptible(job)) return undefined;
  const asked = graph.cancelSuperseded ? !isCutWhole(graph) : job.interruptible === true;
  return asked ? { group: `${RUN}-${job.id}`, "cancel-in-progress": true } : undefined;
}

/**
 * A newer commit of a branch or pull request makes the run of the older one needless, unless a job of it must not be cut off.
 * A workflow that is called is cut off with its caller, in whose name it runs: a group by that name would wait for the caller,
 * which waits for it. Several calls of one run take turns where they keep artifacts, whose names are the same.
 */
export function runConcurrency(graph: StageGraph): YamlMap | undefined {
  if (isCallable(graph)) {
    if (!graph.jobs.some((job) => job.kind === "script" && job.artifacts)) return undefined;
    return {
      group: `${literal(graph.name)}-callable-${expression("github.run_id")}`,
      "cancel-in-progress": false,
      queue: "max",
    };
  }
  return graph.cancelSuperseded && isCutWhole(graph) ? { group: RUN, "cancel-in-progress": true } : undefined;
}

function isCutWhole(graph: StageGraph): boolean {
  // A run that is cancelled goes on with its final jobs.
  return graph.jobs.every((job) => isInterruptible(job) || isFinal(job));
}

/** Steps that stand before a job's own. */
export function controlSteps(job: Job): readonly YamlMap[] {
  return [...(job.manual ? [approvalStep(environmentOf(job) as string)] : []), ...protectedSteps(job)];
}

/**
 * An environment that nobody has set up lets every job pass, so the job asks GitHub for its rules first (docs: REST API,
 * deployment environments).
 */
function approvalStep(environment: string): YamlMap {
  return {
    name: "Approval",
    env: { ENVIRONMENT: encodeURIComponent(environment), GITHUB_TOKEN: expression("github.token") },
    run: `rules=$(curl --fail --silent --show-error --header "Authorization: Bearer $GITHUB_TOKEN" \\
  "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/environments/$ENVIRONMENT" | tr -d ' \\n')
case $rules in
  *'"type":"required_reviewers"'*) ;;
  *)
    echo "nobody had to approve this job: its environment has no required reviewers (Settings > Environments)" >&2
    exit 1 ;;
esac
`,
  };
}

function protectedSteps({ environment }: Job): readonly YamlMap[] {
  if (!environment?.protected) return [];
  const run = protectedCheck("REF_PROTECTED", environment.name);
  return [{ name: "Protected branch or tag", env: { REF_PROTECTED: expression("github.ref_protected") }, run }];
}

/** For the file's header: a caller's job has to have the rights that the jobs here have. */
export function callerNotes(graph: StageGraph, jobs: YamlMap): readonly string[] {
  if (!isCallable(graph)) return [];
  const rights: Record<string, string> = {};
  for (const job of Object.values(jobs)) {
    const given = (job as YamlMap).permissions;
    for (const [scope, level] of Object.entries(typeof given === "object" ? ((given ?? {}) as YamlMap) : {})) {
      const text = level instanceof Commented ? level.value : String(level);
      if (rights[scope] !== "write") rights[scope] = text;
    }
  }
  const listed = Object.entries(rights).map(([scope, level]) => `${scope}: ${level}`);
  if (listed.length === 0) return [];
  return [`A job that calls this workflow needs the permissions ${listed.join(", ")}.`];
}

/** For the file's header: what the file cannot say. */
export function approvalNotes(graph: StageGraph): readonly string[] {
  const names = new Set(graph.jobs.flatMap((job) => (job.manual ? [environmentOf(job) as string] : [])));
  return [...names].map(
    (name) =>
      `GitHub keeps approvals in the repository (Settings > Environments). Needed there: required reviewers for ${name}`,
  );
}

export function controlProblems(job: Job): readonly Diagnostic[] {
  const at = { at: job.location };
  const inContainer = job.kind !== "script" || job.image.kind !== "machine";
  const label = inContainer && job.runner?.github?.find((one) => /^(windows|macos)\b/i.test(one));
  return [
    ...(job.manual ? [diagnostic("WB3043", { job: job.id, environment: environmentOf(job) as string }, at)] : []),
    ...(label ? [diagnostic("WB3044", { job: job.id, label }, at)] : []),
  ];
}
