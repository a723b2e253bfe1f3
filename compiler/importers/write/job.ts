import { isStatic } from "../foreign.ts";
import type { ImportedJob, ImportedStep, Options, Value } from "../model.ts";
import { arrow, braces, type Code, call, type Item, list, property } from "./code.ts";
import { propertyKey } from "./names.ts";
import { conditionCode } from "./predicate.ts";
import { guardedCode, objectCode, predicateCode, properties, type ValueNaming, valueCode } from "./value.ts";

/** A job's declaration as an expression. Steps that others refer to are among `steps`, as constants before it. */
export function jobCode(job: ImportedJob, name: string, naming: ValueNaming, named: ReadonlySet<string>): Code {
  const options = braces([
    ...job.spreads.map((spread) => `...${naming.shared(spread)}`),
    ...(job.kind !== "job" ? [] : properties(placeOf(job.options), naming)),
    ...(job.needs.length ? [property("needs", list(job.needs.map((need) => naming.job(need))))] : []),
    ...(job.when ? [property("when", predicateCode(job.when, naming))] : []),
    ...(job.kind !== "job" ? properties(job.options, naming) : properties(restOf(job.options), naming)),
    ...(job.steps.length ? [property("steps", stepsCode(job.steps, naming, named))] : []),
    ...(job.kind === "job" ? properties(endOf(job.options), naming) : []),
  ]);
  const declared = JSON.stringify(name);
  if (job.kind === "native") return call(naming.language("nativeJob"), [declared, options]);
  if (job.kind === "workflow") return call(naming.language("callWorkflow"), [declared, options]);
  if (!job.matrix) return call(naming.language("job"), [declared, options]);
  const given = job.matrix.axes.map((axis) =>
    naming.axis(axis) === axis ? axis : `${propertyKey(axis)}: ${naming.axis(axis)}`,
  );
  return call(naming.language("matrix"), [
    declared,
    objectCode(job.matrix.options, naming),
    arrow(given.length ? `({ ${given.join(", ")} }) =>` : "() =>", options),
  ]);
}

/** What a reader looks for first, what comes before the steps, and what comes after them. */
const FIRST = ["title", "machine", "image"];
const LAST = ["outputs", "artifacts", "native"];
const pick = (options: Options, test: (key: string) => boolean): Options =>
  Object.fromEntries(Object.entries(options).filter(([key]) => test(key)));
const placeOf = (options: Options) => pick(options, (key) => FIRST.includes(key));
const restOf = (options: Options) => pick(options, (key) => !FIRST.includes(key) && !LAST.includes(key));
const endOf = (options: Options) => pick(options, (key) => LAST.includes(key));

function stepsCode(steps: readonly ImportedStep[], naming: ValueNaming, named: ReadonlySet<string>): Code {
  return list(
    steps.map((one): Item => {
      const isStaticOnly = one.when !== undefined && isStatic(one.when);
      const code = one.id !== undefined && named.has(one.id) ? naming.step(one.id) : stepCode(one, naming);
      return {
        comments: one.comments,
        code: isStaticOnly ? guardedCode(conditionCode(one.when!, naming), code) : code,
      };
    }),
  );
}

/** A step: what it runs, with a name and options where it has any. */
export function stepCode(step: ImportedStep, naming: ValueNaming): Code {
  const options: Options = {
    ...step.options,
    ...(step.when && !isStatic(step.when) && { when: { kind: "predicate", condition: step.when } satisfies Value }),
  };
  const isPlain = Object.values(options).every((value) => value === undefined);
  const run = valueCode(step.run, naming);
  if (isPlain && step.name === undefined) return run;
  const name = step.name ?? nameOf(step);
  return call(naming.language("step"), [JSON.stringify(name), run, ...(isPlain ? [] : [objectCode(options, naming)])]);
}

/** The first line of a script, or what is called. */
function nameOf({ id, run }: ImportedStep): string {
  if (id !== undefined) return id;
  if (typeof run === "object" && run !== null && "kind" in run) {
    if (run.kind === "script") {
      const text = run.parts.map((part) => (typeof part === "string" ? part : "...")).join("");
      return text.trim().split("\n")[0]!.slice(0, 80);
    }
    if (run.kind === "call" && typeof run.args[0] === "string") return run.args[0];
  }
  return "step";
}
