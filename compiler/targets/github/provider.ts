import { GITHUB_EVENTS } from "../../expr/events.ts";
import type { Provider } from "../provider.ts";

export const github: Provider = {
  title: "GitHub",
  marker: "${{",
  // A token is handed to steps under its usual name, so that one is free.
  reservedVariables: /^(?:GITHUB_(?!TOKEN$)\w+|RUNNER_\w+|ACTIONS_\w+)$/,
  outsiderVariables: new Set(["GITHUB_HEAD_REF", "GITHUB_REF", "GITHUB_REF_NAME"]),
  native: {
    job: {
      reserved: ["needs", "if", "strategy"],
      conditions: ["if"],
      harmless: ["name", "runs-on", "timeout-minutes", "concurrency", "permissions"],
    },
    file: {
      reserved: ["jobs"],
      harmless: ["name", "run-name", "concurrency", "permissions"],
      namesJobs: false,
    },
    place: ["needs"],
    steps: ["needs"],
  },
  events: {
    push: ["push"],
    pullRequest: ["pull_request"],
    schedule: ["schedule"],
    manual: ["workflow_dispatch"],
    call: ["workflow_call"],
    release: ["release"],
    mergeQueue: ["merge_group"],
    pullRequestTarget: ["pull_request_target"],
    after: ["workflow_run"],
    dispatch: ["repository_dispatch"],
    ...Object.fromEntries(GITHUB_EVENTS.map((name) => [name, [name]])),
  },
  scripts: {
    keys: ["run", "shell", "script"],
    // docs: actions/reference/security, "untrusted input": contexts that end in such names hold what an outsider writes.
    outsider:
      /\$\{\{[^}]*\bgithub\.(?:head_ref|ref_name|actor|triggering_actor|event\b(?!_name|\.(?:number|action|inputs|sender\.id)\b))/,
    chosen: /\$\{\{[^}]*\b(?:inputs\.|steps\.|needs\.)/,
  },
  target: async () => (await import("./emit.ts")).github,
};

/** Limits of GitHub. */
export const LIMITS = {
  /** "IDs must start with a letter or '_' and must be less than 100 characters": what GitHub answers to a longer one. */
  jobId: 99,
  /** Characters of one expression (https://docs.github.com/actions/reference/limits). */
  expression: 21_000,
  /** Inputs of `workflow_dispatch` (docs: workflow syntax, on.workflow_dispatch.inputs). */
  inputs: 25,
  /** Jobs that one matrix generates in a run (docs.github.com, "Running variations of jobs"). */
  matrixJobs: 256,
} as const;
