import { github } from "./github/emit.ts";
import { gitlab } from "./gitlab/emit.ts";
import { graphJson } from "./graph-json.ts";
import type { Target } from "./target.ts";

export type TargetName = "gitlab" | "github" | "graph";

/** All that a pipeline can be compiled to. A new target is a folder and a line here. */
export const targets: Readonly<Record<TargetName, Target>> = { gitlab, github, graph: graphJson };
