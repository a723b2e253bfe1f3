import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Env, StageGraph } from "../model/index.ts";
import type { PassContext } from "./pass.ts";

const WAYBILL = {
  title: "Waybill",
  reservedVariables: /^WAYBILL_(OUTPUT|ENV|PATH|SUMMARY|IMAGE|PREVIOUS|STEP_\d+|ATTEMPT|\d+_\w+)$/,
} as const;

/** What a shell, or GitLab, would put a variable's value or a command's output in place of. */
const EXPANSION = /\$(?:[A-Z_][A-Z0-9_]*\b|\{[A-Za-z_]\w*[^}]*\}|\([^)]*\))/;

/** Variables that read as if a shell were to expand them; and names of variables that a provider or Waybill sets. */
export function checkEnvironment(graph: StageGraph, { providers }: PassContext): readonly Diagnostic[] {
  const owners = [...Object.values(providers), WAYBILL];
  return graph.jobs.flatMap((job) => {
    const check = (place: string, env: Env) =>
      Object.keys(env).flatMap((name) => {
        const owner = owners.find(({ reservedVariables }) => reservedVariables.test(name))?.title;
        return owner ? [diagnostic("WB2042", { place, job: job.id, name, owner }, { at: job.location })] : [];
      });
    const expanded = (place: string, env: Env) =>
      Object.entries(env).flatMap(([name, value]) => {
        const part = value.kind === "literal" ? EXPANSION.exec(value.value)?.[0] : undefined;
        if (part === undefined) return [];
        const script = `export ${name}="..."`;
        return [diagnostic("WB2160", { place, job: job.id, name, part, script }, { at: job.location })];
      });
    const steps = job.kind === "script" ? job.steps : [];
    return [
      ...check("the env", job.env),
      ...expanded("the env", job.env),
      ...steps.flatMap((step) => check(`step ${JSON.stringify(step.name)}`, step.env)),
      ...steps.flatMap((step) => expanded(`step ${JSON.stringify(step.name)}`, step.env)),
    ];
  });
}
