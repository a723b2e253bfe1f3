import { withLists } from "../../graph/dynamic.ts";
import { withoutMissing } from "../../graph/native.ts";
import { withCommandJobs } from "../deploy-commands.ts";
import type { Rewrite } from "../rewrite.ts";
import { withActionsAlone } from "./action-step.ts";

/** What happens to a graph before it is emitted for GitHub, in this order. */
export const rewrites: readonly Rewrite[] = [
  { why: "GitHub has no deploy by commands: a script job runs them", apply: withCommandJobs },
  { why: "a dynamic matrix is a job like others, whose strategy reads its list", apply: withLists },
  { why: "GitHub runs actions itself, so what replaces them elsewhere is dropped", apply: withActionsAlone },
  { why: "native jobs without keys for GitHub do not exist there", apply: (graph) => withoutMissing(graph, "github") },
];
