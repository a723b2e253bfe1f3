import { withoutMissing } from "../../graph/native.ts";
import { withCommandJobs } from "../deploy-commands.ts";
import type { Rewrite } from "../rewrite.ts";
import { withoutActions } from "./actions.ts";
import { inheriting } from "./output-conditions.ts";
import { withGitLabFacts } from "./run-facts.ts";

/** What happens to a graph before it is emitted for GitLab, in this order. */
export const rewrites: readonly Rewrite[] = [
  { why: "native jobs without keys for GitLab do not exist there", apply: (graph) => withoutMissing(graph, "gitlab") },
  { why: "GitLab has no deploy by commands: a script job runs them", apply: withCommandJobs },
  { why: "GitLab has no actions: what replaces them runs", apply: withoutActions },
  { why: "a job that skips itself has succeeded for GitLab, so what needs it also needs its needs", apply: inheriting },
  { why: "GitLab says more of merge requests and merge trains than the language does", apply: withGitLabFacts },
];
