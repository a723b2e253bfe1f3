import type { Location } from "../diagnostics/index.ts";
import type { Draft } from "./draft.ts";
import { jobName, pipelineName } from "./rules/names.ts";
import { type Report, validate } from "./scope.ts";

interface Named {
  readonly name: string;
  readonly at: Location;
  readonly matrix?: Draft["matrix"];
}

export interface Names {
  readonly pipeline: Named;
  readonly drafts: readonly Draft[];
  /** Matrices and calls. */
  readonly others: readonly Named[];
}

/** Names that every provider allows, each once. Two that differ by case only count as one, as they do on GitHub. */
export function checkNames(report: Report, { pipeline, drafts, others }: Names): void {
  validate({ report, at: pipeline.at, owner: "pipeline" }, "the name", pipeline.name, pipelineName);
  const first = new Map<string, Named>();
  const once = (named: Named) => {
    const key = named.name.toLowerCase();
    const known = first.get(key);
    if (!known) first.set(key, named);
    else if (!isSameInstance(named, known)) {
      const related = [{ message: "the first is here", at: known.at }];
      report.add("WB2023", { job: named.name }, { at: named.at, related });
    }
  };
  for (const draft of drafts) {
    validate({ report, at: draft.at, owner: "job" }, "the name", draft.name, jobName);
    once(draft);
  }
  for (const other of others) once(other);
}

/** A combination that a matrix has twice is reported as that. */
const isSameInstance = (named: Named, other: Named) =>
  named.matrix !== undefined && JSON.stringify(named.matrix) === JSON.stringify(other.matrix);
