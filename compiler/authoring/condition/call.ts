import type { Mark } from "./declared.ts";
import { and, or, truthy } from "./logic.ts";
import { member } from "./member.ts";
import { operand } from "./output.ts";
import { laterValue, problem, problemsOf, through, thrown } from "./problem.ts";
import { changedFiles, isChanged, providerFact, providerOf } from "./run.ts";
import { callOnLabels } from "./labels.ts";
import { callOnVariable, membership, regexTest } from "./text.ts";
import { twinOf } from "./twin.ts";
import { choice, isChoice, isLabels, isPlain, isVariable, type Value } from "./value.ts";

type Callable = (...args: readonly Value[]) => Value;

/** Helpers on the way, so that one that calls itself is found out. */
const active = new Set<unknown>();

/** `receiver.method(...args)` and, when `optional`, `receiver?.method(...args)`. */
export function call(at: Mark, receiver: Value, method: string, args: readonly Value[], optional = false): Value {
  const problems = problemsOf(receiver, ...args);
  if (problems) return problems;
  const object = operand(receiver);
  const operands = args.map(operand);
  if (isChoice(object)) {
    const [then, otherwise] = [
      call(at, object.then, method, args, optional),
      call(at, object.otherwise, method, args, optional),
    ];
    return problemsOf(then, otherwise) ?? choice(object.test, then, otherwise);
  }
  if (isLabels(object)) return callOnLabels(at, method, operands);
  if (isVariable(object)) return callOnVariable(at, object, method, operands, optional);
  if (optional && (object === undefined || object === null)) return undefined;
  if (operands.some((one) => !isPlain(one))) {
    if (object instanceof RegExp && method === "test") return regexTest(at, object, operands);
    if (Array.isArray(object) && method === "includes" && args.length === 1) return membership(object, operands[0]);
    if (object instanceof Set && method === "has") return membership([...object], operands[0]);
  }
  if (Array.isArray(object) && typeof operands[0] === "function") {
    const test = operands[0];
    if (method === "some") return fold(at, object, test, or, false);
    if (method === "every") return fold(at, object, test, and, true);
  }
  const fn = member(at, object, method);
  return problemsOf(fn) ?? apply(at, fn, object, operands, `\`${method}\` with ${laterValue}`);
}

/** `fn(...args)`: a helper that was rewritten, or a plain function of plain values. */
export function invoke(at: Mark, fn: Value, args: readonly Value[]): Value {
  const problems = problemsOf(fn, ...args);
  if (problems) return problems;
  if (fn === Boolean && args.length === 1) return truthy(at, args[0]);
  return apply(at, fn, undefined, args, `a function that cannot be read, called with ${laterValue}`);
}

function apply(at: Mark, fn: Value, self: Value, args: readonly Value[], otherwise: string): Value {
  const twin = twinOf(fn);
  if (twin) return inline(at, fn, twin, args);
  if (isChanged(fn)) return changedFiles(at, args);
  const provider = providerOf(fn);
  if (provider) return providerFact(at, provider, args);
  if (!isPlain(fn)) return problem(at, `a function that is ${laterValue}`, "call a helper by its name");
  if (args.some((one) => !isPlain(operand(one)) || isRun(one))) {
    return problem(
      at,
      otherwise,
      "write the comparison out with ===, startsWith, endsWith, includes, a regular expression, or a helper of your own",
    );
  }
  try {
    return callPlain(at, fn as Callable, self, args);
  } catch (error) {
    return thrown(at, error);
  }
}

const isRun = (value: Value) =>
  typeof value === "object" && value !== null && "changed" in value && isChanged(value.changed);

/** A plain function may call back with a rewritten function: what that returns must be known now. */
function callPlain(at: Mark, fn: Callable, self: Value, args: readonly Value[]): Value {
  const late: Value[] = [];
  const watched = args.map((arg) => {
    if (typeof arg !== "function") return arg;
    return (...given: readonly Value[]) => {
      const answer = (arg as Callable)(...given);
      if (!isPlain(operand(answer))) late.push(answer);
      return answer;
    };
  });
  const answer = Reflect.apply(fn, self, watched);
  if (late.length === 0) return answer;
  return (
    problemsOf(...late) ?? problem(at, `a callback that returns ${laterValue}`, "use some or every, or list the cases")
  );
}

function inline(at: Mark, fn: Value, twin: Callable, args: readonly Value[]): Value {
  if (active.has(fn)) return problem(at, "a helper that calls itself", "write the helper without recursion");
  active.add(fn);
  try {
    return through(at, twin(...args));
  } catch (error) {
    return thrown(at, error);
  } finally {
    active.delete(fn);
  }
}

type Join = (at: Mark, left: Value, right: () => Value) => Value;

/** `list.some(test)` and `list.every(test)`, element by element. */
function fold(at: Mark, list: readonly Value[], test: unknown, join: Join, start: boolean): Value {
  const run = twinOf(test) ?? (test as Callable);
  return list.reduce<Value>(
    (all, one, index) =>
      truthy(
        at,
        join(at, all, () => run(one, index, list)),
      ),
    start,
  );
}
