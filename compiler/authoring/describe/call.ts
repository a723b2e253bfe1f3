import { ALWAYS } from "../../expr/model.ts";
import type { CallSite } from "../call-site.ts";
import type { Condition } from "../condition/declared.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type { DeclaredCall, DeclaredTrigger, DeclaredValue } from "../document.ts";
import { bothHold, describeCondition } from "./condition.ts";
import type { PipelineDeclaration } from "./pipeline.ts";
import { present, type Reader } from "./reader.ts";
import { describeTrigger } from "./trigger.ts";
import { describeValue } from "./values.ts";
import { nameIn, type Walk } from "./walk.ts";

/** A call of a pipeline, as its jobs see it. */
export interface CallScope {
  readonly number: number;
  readonly described: DeclaredCall<CallSite>;
  readonly pipeline: PipelineDeclaration;
  readonly outer?: CallScope;
  /** Begins the names of its jobs. */
  readonly prefix: string;
  /** What its inputs are, by name. */
  readonly inputs: ReadonlyMap<string, DeclaredValue>;
  readonly condition?: Condition<CallSite>;
  /** The same, with the jobs whose outputs it gives: they have to succeed before it begins. */
  readonly start?: Condition<CallSite>;
  /** What each of its jobs waits for. */
  readonly needs: Awaited;
}

/** Jobs and calls by their numbers. */
export interface Awaited {
  readonly jobs: readonly number[];
  readonly calls: readonly number[];
}

/** The numbers of a list of jobs, among which calls of pipelines may be. */
export function awaited(walk: Walk, from: Reader, name: string): Awaited {
  const [jobs, calls]: [number[], number[]] = [[], []];
  for (const [index, one] of from.list(name).entries()) {
    const field = `${from.field(name)}[${index}]`;
    if (declarationOf(one)?.kind === "called pipeline") calls.push(...callNumber(walk, from, one, field));
    else jobs.push(...walk.numbers(one, field, from));
  }
  return { jobs, calls };
}

/** The number of a call, whose pipeline is looked through; none, and noted, where there is nothing to be called. */
function callNumber(walk: Walk, from: Reader, value: unknown, field: string): readonly number[] {
  const declaration = declarationOf(value) as Declaration<"called pipeline", unknown>;
  const known = walk.known.get(declaration);
  if (known !== undefined) return [known];
  const options = walk.reader(declaration.options, declaration.at);
  const pipeline = declarationOf(options.get("pipeline"));
  if (pipeline?.kind !== "pipeline") {
    options.misuse("pipeline", "a pipeline", options.get("pipeline"));
    return [];
  }
  const scope = scopeOf(walk, declaration, pipeline as PipelineDeclaration);
  if (walk.reader(scope.pipeline.options, declaration.at).get("gitlab") !== undefined) {
    const wanted = "a pipeline of jobs alone (what GitLab includes cannot be part of a call)";
    options.misuse("pipeline", wanted, options.get("pipeline"));
  }
  if (isWithin(scope.outer, scope.pipeline)) {
    from.misuse(field, "a call of another pipeline: this one would call itself", value);
    return [];
  }
  walk.known.set(declaration, scope.number);
  walk.calls.push(scope);
  const inner = walk.within(scope);
  awaited(inner, inner.reader(scope.pipeline.options, scope.pipeline.at), "jobs");
  return [scope.number];
}

const isWithin = (scope: CallScope | undefined, pipeline: PipelineDeclaration): boolean =>
  scope !== undefined && (scope.pipeline === pipeline || isWithin(scope.outer, pipeline));

function scopeOf(
  walk: Walk,
  { at, ...declaration }: Declaration<"called pipeline", unknown>,
  pipeline: PipelineDeclaration,
): CallScope {
  const { scope: outer } = walk;
  const from = walk.reader(declaration.options, at);
  const name = nameIn(walk, walk.reader(declaration, at).text("name"));
  const callee = walk.reader(pipeline.options, pipeline.at);
  const triggers = callee.list("on").flatMap((one, index) => describeTrigger(walk, callee, one, `on[${index}]`) ?? []);
  const given = Object.fromEntries(
    from.entries("inputs").flatMap(([input, value]) => givenTo(walk, from, input, value)),
  );
  const needs = awaited(walk, from, "needs");
  const condition = describeCondition(walk, from);
  return present({
    // Calls that this one needs have been found by now.
    number: walk.calls.length,
    described: present({
      name,
      at,
      pipeline: walk.reader(pipeline, pipeline.at).text("name"),
      triggers,
      given,
      within: outer?.number,
    }) as DeclaredCall<CallSite>,
    pipeline,
    outer,
    prefix: `${name}-`,
    inputs: inputsOf(triggers, given),
    condition: bothHold(outer?.condition, condition),
    start: bothHold(outer?.start, bothHold(condition, producersOf(given))),
    needs: {
      jobs: [...(outer?.needs.jobs ?? []), ...needs.jobs],
      calls: [...(outer?.needs.calls ?? []), ...needs.calls],
    },
  }) as CallScope;
}

const GIVEN: readonly string[] = ["literal", "output", "run", "input"] satisfies DeclaredValue["kind"][];

function givenTo(
  walk: Walk,
  from: Reader,
  input: string,
  value: unknown,
): readonly (readonly [string, DeclaredValue])[] {
  if (value === undefined) return [];
  const described = describeValue(walk, from, `inputs.${input}`, typeof value === "boolean" ? String(value) : value);
  if (GIVEN.includes(described.kind)) return [[input, described]];
  from.misuse(`inputs.${input}`, "a text, a number, true or false, an output, an input or a fact of the run", value);
  return [];
}

/** What is not given has its default. Nothing may stand for what is neither: lowering tells of it. */
function inputsOf(
  triggers: readonly DeclaredTrigger<CallSite>[],
  given: Readonly<Record<string, DeclaredValue>>,
): ReadonlyMap<string, DeclaredValue> {
  const declared = triggers.flatMap((one) =>
    one.kind === "call" || one.kind === "manual" ? Object.entries(one.inputs) : [],
  );
  return new Map(
    declared.map(([name, input]) => [name, given[name] ?? { kind: "literal", value: input.default ?? "" }]),
  );
}

/** A call makes no sense unless the jobs have succeeded whose outputs it gives. */
function producersOf(given: Readonly<Record<string, DeclaredValue>>): Condition<CallSite> | undefined {
  const uses = Object.values(given).flatMap((value) => (value.kind === "output" ? [value.job] : []));
  return uses.length > 0 ? { kind: "expr", expr: ALWAYS, uses } : undefined;
}
