import type { DeclarationDocument, DeclaredCall, DeclaredJob } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { exprKey, NEVER, simplify } from "../expr/index.ts";
import { declaredInputs, NUMBER } from "../graph/inputs.ts";
import type { Call, ManualInput, Value } from "../graph/model/index.ts";
import type { Edge } from "./needs.ts";
import { checked, type Scope } from "./report.ts";
import { jobName } from "./rules/names.ts";
import { lowerTrigger } from "./triggers.ts";
import { lowerValue } from "./values.ts";

/**
 * The graph's record of the pipelines that are called. Their jobs are lowered as any other.
 *
 * @param present - The jobs that are part of the graph.
 */
export function lowerCalls(
  scope: Scope,
  document: DeclarationDocument<Location>,
  present: ReadonlyMap<number, unknown>,
): readonly Call[] {
  return (document.calls ?? []).map((call, number) => {
    const own: Scope = { ...scope, at: call.at, owner: `call ${call.name}` };
    checkGiven(own, call);
    const jobs = document.jobs.filter((job) => isPart(document, job.call, number) && present.has(job.id));
    if (jobs.length === 0) scope.report.add("WB2316", { call: call.name, pipeline: call.pipeline }, { at: call.at });
    return {
      id: checked(own, "the name", call.name, jobName),
      location: call.at,
      pipeline: call.pipeline,
      jobs: jobs.map(({ id }) => scope.names[id]!),
    };
  });
}

/** Whether a call is another one, or within it. */
export function isPart({ calls = [] }: DeclarationDocument<Location>, call: number | undefined, of: number): boolean {
  for (let one = call; one !== undefined; one = calls[one]!.within) if (one === of) return true;
  return false;
}

/** Without the jobs of calls that are for other events, and those that make no sense without them. */
export function withoutUncalled(
  ordered: readonly DeclaredJob<Location>[],
  needs: ReadonlyMap<number, readonly Edge[]>,
): { readonly ordered: readonly DeclaredJob<Location>[]; readonly needs: ReadonlyMap<number, readonly Edge[]> } {
  const gone = new Set<number>();
  const isGone = ({ job }: Edge) => gone.has(job);
  for (const { id, call, when } of ordered) {
    const never = call !== undefined && when?.kind === "expr" && exprKey(simplify(when.expr)) === exprKey(NEVER);
    if (never || needs.get(id)!.some((edge) => edge.gate && isGone(edge))) gone.add(id);
  }
  const present = ordered.filter(({ id }) => !gone.has(id));
  return {
    ordered: present,
    needs: new Map(present.map(({ id }) => [id, needs.get(id)!.filter((edge) => !isGone(edge))])),
  };
}

/** Whether it gives what the pipeline asks its callers for. */
function checkGiven(scope: Scope, { name, at, pipeline, triggers, given }: DeclaredCall<Location>): void {
  const asked = triggers.map((trigger) => lowerTrigger(scope, trigger));
  const inputs = declaredInputs(asked, "call");
  const refuse = (problem: string) => scope.report.add("WB2315", { call: name, problem, pipeline }, { at });
  if (!asked.some(({ kind }) => kind === "call")) {
    scope.report.add("WB2314", { call: name, pipeline }, { at });
    return;
  }
  for (const [input, { default: initial }] of Object.entries(inputs)) {
    if (initial === undefined && !(input in given)) refuse(`does not give the input ${input}`);
  }
  for (const [input, value] of Object.entries(given)) {
    const declared = inputs[input];
    const lowered = lowerValue(scope, `inputs.${input}`, value);
    if (!declared) refuse(`gives the input ${input}, which is not asked for`);
    else if (!fits(lowered, declared)) refuse(`gives the input ${input} what is no ${declared.type}`);
  }
}

/** What is known only when the jobs run is held to its type by the types of the authoring library. */
function fits(value: Value, { type }: ManualInput): boolean {
  if (value.kind !== "literal" || type === "string") return true;
  return type === "number" ? NUMBER.test(value.value) : ["true", "false"].includes(value.value);
}
