import type { DeclarationDocument, DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { Report, Scope } from "./report.ts";
import { checked } from "./report.ts";
import { jobName, pipelineName } from "./rules/names.ts";

/** What concerns the pipeline as a whole: values of a wrong kind, no jobs, nothing that starts it. */
export function checkDocument(report: Report, document: DeclarationDocument<Location>): void {
  for (const { field, wanted, found, at } of document.misuses) report.add("WB2004", { field, wanted, found }, { at });
  const at = { at: document.at };
  // A list whose elements were all of a wrong kind has been reported as such; so is a matrix without instances.
  const whole = document.misuses.length === 0;
  if (document.jobs.length === 0 && whole && !document.matrices) report.add("WB2001", { pipeline: document.name }, at);
  if (document.triggers.length === 0 && whole) report.add("WB2002", { pipeline: document.name }, at);
}

type Named = Pick<DeclaredJob<Location>, "name" | "at"> & Partial<Pick<DeclaredJob<Location>, "matrix">>;

/** A combination that a matrix has twice is reported as that. */
const sameInstance = (one: Named, other: Named) =>
  one.matrix !== undefined && JSON.stringify(one.matrix) === JSON.stringify(other.matrix);

/** Names that every provider allows, each once. Two that differ by case only count as one, as they do on GitHub. */
export function checkNames(report: Report, document: DeclarationDocument<Location>): void {
  const scope = { report, names: [], inputs: new Set<string>(), at: document.at, owner: "pipeline" } satisfies Scope;
  checked(scope, "the name", document.name, pipelineName);
  const first = new Map<string, Named>();
  const once = (named: Named) => {
    const key = named.name.toLowerCase();
    const known = first.get(key);
    if (!known) first.set(key, named);
    else if (!sameInstance(named, known)) {
      const related = [{ message: "the first is here", at: known.at }];
      report.add("WB2023", { job: named.name }, { at: named.at, related });
    }
  };
  for (const job of document.jobs) {
    checked({ ...scope, at: job.at, owner: "job" }, "the name", job.name, jobName);
    once(job);
  }
  for (const one of [...(document.matrices ?? []), ...(document.calls ?? [])]) once(one);
}
