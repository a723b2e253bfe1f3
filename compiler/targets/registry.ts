import { github } from "./github/emit.ts";
import { gitlab } from "./gitlab/emit.ts";
import { graphJson } from "./graph-json.ts";
import type { TargetName } from "./names.ts";
import type { Target } from "./target.ts";

export type { TargetName } from "./names.ts";

/** All that a pipeline can be compiled to. A new target is a folder, its name in `names.ts`, and its place here. */
export const targets: Readonly<Record<TargetName, Target>> = { gitlab, github, graph: graphJson };
