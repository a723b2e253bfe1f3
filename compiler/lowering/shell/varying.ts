import type { DeclarationDocument, DeclaredJob, DeclaredScriptJob, DeclaredValue } from "../../authoring/document.ts";
import type { Location } from "../../diagnostics/index.ts";
import type { Varying } from "../report.ts";

/** Which interpolations of a job's scripts have another text in another instance of its matrix, by the axis that they are. */
export function varying(job: DeclaredJob<Location>, document: DeclarationDocument<Location>): Varying {
  const matrix = job.matrix && document.matrices?.[job.matrix.number];
  if (!matrix) return () => undefined;
  const instances = matrix.jobs.map((number) => document.jobs[number]!).filter((one) => one.kind === "script");
  return (step, interpolation) => {
    const values = instances.map((one) => textOf(one, step, interpolation));
    if (values.includes(undefined) || new Set(values).size === 1) return undefined;
    const isAxis = (name: string) =>
      instances.every((one, index) => String(one.matrix?.values[name]) === values[index]);
    return Object.keys(job.matrix?.values ?? {}).find(isAxis) ?? `value-${interpolation + 1}`;
  };
}

function textOf(job: DeclaredScriptJob<Location>, step: number, interpolation: number): string | undefined {
  const run = job.steps[step]?.run;
  const values = run?.kind === "shell" ? run.values : run?.kind === "file" ? run.args : [];
  const value: DeclaredValue | undefined = values[interpolation];
  return value?.kind === "literal" ? value.value : undefined;
}
