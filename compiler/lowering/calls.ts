import type { Location } from "../diagnostics/index.ts";
import { ALWAYS, exprKey, NEVER, simplify } from "../expr/index.ts";
import { declaredInputs, NUMBER } from "../graph/inputs.ts";
import type { Call, ManualInput, Trigger, Value } from "../graph/model/index.ts";
import { defined } from "../graph/model/defined.ts";
import { bothHold, type ReadCondition, readCondition } from "./conditions.ts";
import type { Draft, Edge } from "./draft.ts";
import { type DeclaredNode, fieldOf, nodeOf, placeOf, refOf, type Written } from "./nodes.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { jobName } from "./rules/names.ts";
import { type Report, report, type Scope, validate } from "./scope.ts";
import { readTriggers } from "./triggers.ts";
import { readValue } from "./values.ts";
import { declaredName, jobNumbers, startWalk } from "./walk.ts";

/** A call of a pipeline, as its jobs see it. */
export interface CallScope {
  readonly number: number;
  readonly name: string;
  readonly at: Location;
  /** The node of the pipeline, and its name. */
  readonly pipeline: { readonly node: number; readonly name: string };
  readonly outer?: CallScope;
  /** Begins the names of its jobs. */
  readonly prefix: string;
  /** What its inputs are, by name. */
  readonly inputs: ReadonlyMap<string, GivenValue>;
  readonly condition?: ReadCondition;
  /** The same, with the jobs whose outputs it gives: they have to succeed before it begins. */
  readonly start?: ReadCondition;
  /** What each of its jobs waits for. */
  readonly needs: Awaited;
  /** What is wrong with the call. */
  readonly report: Report;
}

/** What a call gives for an input, with the jobs whose outputs it is. */
export interface GivenValue {
  readonly value: Value;
  readonly uses: readonly number[];
}

/** Jobs and calls by their numbers. */
export interface Awaited {
  readonly jobs: readonly number[];
  readonly calls: readonly number[];
}

/** The numbers of a list of jobs, among which calls of pipelines may be. */
export function readAwaited(from: Reader, name: string): Awaited {
  const [jobs, calls]: [number[], number[]] = [[], []];
  for (const element of from.list(name)) {
    const node = nodeOf(from.scope.walk.nodes, element.value, "called pipeline");
    if (node) calls.push(...readCall(from, element, node));
    else jobs.push(...jobNumbers(from, element.field, element.value));
  }
  return { jobs, calls };
}

/** The number of a call, whose pipeline is looked through; none, and reported, where there is nothing to be called. */
function readCall(from: Reader, { value, field }: Element, node: DeclaredNode): readonly number[] {
  const { walk } = from.scope;
  const known = walk.known.calls.get(refOf(value)!);
  if (known !== undefined) return [known];
  const name = declaredName(walk, node);
  const at = placeOf(fieldOf(node, "at")) ?? from.scope.at;
  const scope: Scope = { ...from.scope, at, owner: `call ${name}`, report: report(), use: () => {} };
  const options = reader(scope, fieldOf(node, "options"));
  reader(scope, node).text("name");
  const pipeline = options.get("pipeline");
  const called = nodeOf(walk.nodes, pipeline, "pipeline");
  if (!called) {
    options.misuse("pipeline", "a pipeline", pipeline);
    return [];
  }
  const call = readScope(options, name, { node: refOf(pipeline)!, called });
  if (fieldOf(fieldOf(called, "options"), "gitlab") !== undefined) {
    const wanted = "a pipeline of jobs only (GitLab includes cannot be part of a call)";
    options.misuse("pipeline", wanted, pipeline);
  }
  if (isWithin(call.outer, call.pipeline.node)) {
    from.misuse(field, "a call of another pipeline: this one would call itself", value);
    return [];
  }
  walk.known.calls.set(refOf(value)!, call.number);
  walk.calls.push(call);
  const inner = { ...scope, walk: startWalk(walk, call), at: placeOf(fieldOf(called, "at")) ?? at };
  readAwaited(reader(inner, fieldOf(called, "options")), "jobs");
  return [call.number];
}

const isWithin = (call: CallScope | undefined, pipeline: number): boolean =>
  call !== undefined && (call.pipeline.node === pipeline || isWithin(call.outer, pipeline));

function readScope(
  from: Reader,
  name: string,
  { node, called }: { readonly node: number; readonly called: DeclaredNode },
): CallScope {
  const { walk, report, at } = from.scope;
  const outer = walk.call;
  const callee = reader({ ...from.scope, at: placeOf(fieldOf(called, "at")) ?? at }, called);
  const pipeline = { node, name: callee.text("name") };
  const triggers = readTriggers(reader(callee.scope, fieldOf(called, "options")));
  const given = Object.fromEntries(
    from.entries("inputs").map(([input, value]) => [input, readGiven(from, input, value)]),
  );
  const needs = readAwaited(from, "needs");
  const condition = readCondition(from);
  checkGiven(from.scope, name, { pipeline: pipeline.name, triggers, given });
  return {
    // Calls that this one needs have been found by now.
    number: walk.calls.length,
    ...{ name, at, pipeline, report },
    prefix: `${name}-`,
    inputs: inputsOf(triggers, given),
    ...defined({
      outer,
      condition: bothHold(outer?.condition, condition),
      start: bothHold(outer?.start, bothHold(condition, producersOf(given))),
    }),
    needs: {
      jobs: [...(outer?.needs.jobs ?? []), ...needs.jobs],
      calls: [...(outer?.needs.calls ?? []), ...needs.calls],
    },
  };
}

const GIVEN: readonly string[] = ["literal", "output", "run", "input"] satisfies Value["kind"][];

function readGiven(from: Reader, input: string, written: Written): GivenValue {
  const field = `inputs.${input}`;
  const uses: number[] = [];
  const scope: Scope = { ...from.scope, use: (jobs) => uses.push(...jobs) };
  const value = readValue(reader(scope, {}), field, typeof written === "boolean" ? String(written) : written);
  if (GIVEN.includes(value.kind)) return { value, uses };
  from.misuse(field, "a string, a number, true or false, an output, an input or a fact of the run", written);
  return { value: { kind: "literal", value: "" }, uses: [] };
}

type GivenInputs = Readonly<Record<string, GivenValue>>;

/** What is not given has its default. What is neither is reported, and empty. */
function inputsOf(triggers: readonly Trigger[], given: GivenInputs): ReadonlyMap<string, GivenValue> {
  const asked = Object.entries(declaredInputs(triggers));
  return new Map(
    asked.map(([name, input]) => [
      name,
      given[name] ?? { value: { kind: "literal", value: input.default ?? "" }, uses: [] },
    ]),
  );
}

/** A call makes no sense unless the jobs have succeeded whose outputs it gives. */
function producersOf(given: GivenInputs): ReadCondition | undefined {
  const uses = Object.values(given).flatMap((value) => value.uses);
  return uses.length > 0 ? { expr: ALWAYS, uses } : undefined;
}

interface Given {
  readonly pipeline: string;
  readonly triggers: readonly Trigger[];
  readonly given: GivenInputs;
}

/** Whether it gives what the pipeline asks its callers for. */
function checkGiven({ report, at }: Scope, call: string, { pipeline, triggers, given }: Given): void {
  const inputs = declaredInputs(triggers, "call");
  const refuse = (problem: string) => report.add("WB2315", { call, problem, pipeline }, { at });
  if (!triggers.some(({ kind }) => kind === "call")) {
    report.add("WB2314", { call, pipeline }, { at });
    return;
  }
  for (const [input, { default: initial }] of Object.entries(inputs)) {
    if (initial === undefined && !Object.hasOwn(given, input)) refuse(`does not give the input ${input}`);
  }
  for (const [input, { value }] of Object.entries(given)) {
    const declared = Object.hasOwn(inputs, input) ? inputs[input] : undefined;
    if (!declared) refuse(`gives the input ${input}, which is not declared`);
    else if (!fits(value, declared)) refuse(`gives the input ${input} a value that is not a ${declared.type}`);
  }
}

/** What is known only when the jobs run is held to its type by the types of the authoring library. */
function fits(value: Value, { type }: ManualInput): boolean {
  if (value.kind !== "literal" || type === "string") return true;
  return type === "number" ? NUMBER.test(value.value) : ["true", "false"].includes(value.value);
}

/**
 * The graph's record of the pipelines that are called. Their jobs are lowered as any other.
 *
 * @param present - The jobs that are part of the graph.
 */
export function lowerCalls(report: Report, calls: readonly CallScope[], present: readonly Draft[]): readonly Call[] {
  return calls.map((call) => {
    const { name, at, pipeline } = call;
    report.include(call.report);
    const jobs = present.filter((draft) => isPart(calls, draft.call, call.number));
    if (jobs.length === 0) report.add("WB2316", { call: name, pipeline: pipeline.name }, { at });
    const scope = { report, at, owner: `call ${name}` };
    return {
      id: validate(scope, "the name", name, jobName),
      location: at,
      pipeline: pipeline.name,
      jobs: jobs.map((draft) => draft.name),
    };
  });
}

/** Whether a call is another one, or within it. */
export function isPart(calls: readonly CallScope[], call: number | undefined, of: number): boolean {
  for (let scope = call === undefined ? undefined : calls[call]; scope; scope = scope.outer) {
    if (scope.number === of) return true;
  }
  return false;
}

/** All jobs of some calls but the final ones, which nothing can need. */
export function membersOf(
  calls: readonly CallScope[],
  wanted: readonly number[],
  drafts: readonly Draft[],
): readonly number[] {
  if (wanted.length === 0) return [];
  const isMember = (call: number | undefined) => wanted.some((number) => isPart(calls, call, number));
  return drafts.flatMap(({ call, isFinal, number }) => (isMember(call) && !isFinal ? [number] : []));
}

type Edges = ReadonlyMap<number, readonly Edge[]>;

/** Without the jobs of calls that are for other events, and those that make no sense without them. */
export function withoutUncalled(
  ordered: readonly Draft[],
  needs: Edges,
): { readonly ordered: readonly Draft[]; readonly needs: Edges } {
  const gone = new Set<number>();
  const isGone = ({ job }: Edge) => gone.has(job);
  for (const { number, call, when } of ordered) {
    const never = call !== undefined && when && exprKey(simplify(when.expr)) === exprKey(NEVER);
    if (never || needs.get(number)!.some((edge) => edge.gate && isGone(edge))) gone.add(number);
  }
  const present = ordered.filter(({ number }) => !gone.has(number));
  return {
    ordered: present,
    needs: new Map(present.map(({ number }) => [number, needs.get(number)!.filter((edge) => !isGone(edge))])),
  };
}
