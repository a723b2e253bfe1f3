import type { RunFacts } from "../../compiler/expr/model.ts";
import { RUN_VARIABLES } from "../../compiler/expr/run-variables.ts";
import type { Env, Login, RunValue, Value } from "../../compiler/graph/model/index.ts";
import type { Credentials, StepEnv } from "./environment.ts";
import { gitlabValue } from "./gitlab-value.ts";

/** Where values come from while a run goes on. */
export interface ValueSources {
  readonly facts: RunFacts;
  readonly secret: (name: string) => string | undefined;
  /** How the jobs went that a final job waited for. */
  readonly status?: string;
  readonly input: (name: string) => string | undefined;
  readonly output: (job: string, name: string) => string | undefined;
  /** What an earlier step of the job has left: its outcome, or an output. Absent: none has had its turn. */
  readonly step?: (step: string, name: string) => string | undefined;
  /** `repository@sha256:...` of an image that was built. */
  readonly image: (job: string) => string | undefined;
}

/** A value as the job gets it: empty where it is not set, as on the providers. */
export function resolveValue(value: Value, sources: ValueSources): string {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "secret":
    // Where it is not for a step, what the file would hold.
    case "secretFile":
    case "idToken":
      return sources.secret(value.name) ?? "";
    case "output":
      return sources.output(value.job, value.name) ?? "";
    case "step":
      return sources.step?.(value.step, value.name) ?? "";
    case "run":
      return runValue(value.name, sources) ?? "";
    case "input":
      return sources.input(value.name) ?? "";
    case "image":
      return sources.image(value.job) ?? "";
    case "vars":
      return sources.facts.vars[value.name] ?? "";
    case "gitlab":
      return gitlabValue(value.name, sources.facts);
    case "text":
      return value.parts.map((part) => resolveValue(part, sources)).join("");
    case "matrix":
      throw new Error("an instance has its values in place of their names");
  }
}

export function resolveEnv(env: Env, sources: ValueSources): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, resolveValue(value, sources)]));
}

/** The same for a step, which is given files of secrets. */
export function resolveStepEnv(env: Env, sources: ValueSources): StepEnv {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const text = resolveValue(value, sources);
      return [name, value.kind === "secretFile" ? { secret: value.name, content: text } : text];
    }),
  );
}

export function resolveLogin(login: Login, sources: ValueSources): Credentials {
  return { username: resolveValue(login.username, sources), password: resolveValue(login.password, sources) };
}

function runValue(name: RunValue["name"], { facts, status }: ValueSources): string | undefined {
  if (name === "status") return status;
  return RUN_VARIABLES[name].read(facts);
}
