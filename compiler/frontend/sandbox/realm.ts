import type { Answer, Refused } from "./protocol.ts";

/** What the sandbox's own code may do in the context. */
export interface Realm {
  /** Describes what was thrown, as JSON of a `Thrown`. */
  explain(error: unknown): string;
  /** The same of a value that was used before it is known, whoever has caught that; undefined where none was. */
  explainEarly(): string | undefined;
  /** The last mark the pipeline passed. */
  lastTick(): number;
}

/**
 * Takes from a fresh context what would make two runs differ, and gives it what a pipeline may use. It runs inside that
 * context, from its text: it refers to nothing outside itself, and hands the pipeline no function or object of the process.
 *
 * @param ask - Of the process. Takes and returns texts, so that nothing of the process is ever seen in the context.
 */
export function realm(bundle: string, ask: (path: string) => string): Realm {
  const { defineProperty, freeze, getOwnPropertyDescriptor } = Object;
  const { construct, apply } = Reflect;
  const { parse, stringify } = JSON;
  const { exec } = RegExp.prototype;
  const refusals = new WeakMap<object, Refused>();
  const remembered = WeakMap.prototype.get;
  const remember = WeakMap.prototype.set;
  let tick = -1;
  /** The first error that says that a value is not known yet: it counts also where the pipeline has caught it. */
  let early: Error | undefined;

  const inWords = (refused: Refused): string => {
    if (refused.kind === "access") return `${refused.name} is not available`;
    return refused.kind === "file" ? `${refused.path} is not read` : `${refused.what} is not known until the job runs`;
  };
  const refuse = (refused: Refused): never => {
    const error = new Error(inWords(refused));
    apply(remember, refusals, [error, refused]);
    if (refused.kind === "unknown") early ??= error;
    throw error;
  };
  const access = (name: string): never => refuse({ kind: "access", name });

  const readText = (path: string): string => {
    let answer: Answer;
    try {
      answer = parse(ask(path)) as Answer;
    } catch {
      // What the process throws stays there; such as when the stack is exhausted.
      throw new RangeError("the file could not be requested");
    }
    return "text" in answer ? answer.text : refuse({ kind: "file", path, reason: answer.refused });
  };

  const Clock = Date;
  const Calendar = function (this: unknown, ...parts: unknown[]): unknown {
    if (!new.target) return access("Date()");
    if (parts.length === 0) return access("new Date()");
    return construct(Clock, parts, new.target === (Calendar as unknown) ? Clock : new.target);
  };
  const hidden = (object: object, name: PropertyKey, value: unknown) =>
    defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
  hidden(Calendar, "name", "Date");
  hidden(Calendar, "length", 7);
  Calendar.prototype = Clock.prototype;
  hidden(Calendar, "UTC", Clock.UTC);
  hidden(Calendar, "parse", Clock.parse);
  hidden(Calendar, "now", () => access("Date.now()"));
  hidden(Clock.prototype, "constructor", Calendar);
  hidden(globalThis, "Date", Calendar);
  hidden(Math, "random", () => access("Math.random()"));

  const format = Intl.DateTimeFormat.prototype;
  const bound = getOwnPropertyDescriptor(format, "format")?.get as () => (date: unknown) => string;
  const toParts = format.formatToParts as (date: unknown) => unknown;
  const clockless = "Intl.DateTimeFormat without a date";
  defineProperty(format, "format", {
    configurable: true,
    get(this: unknown) {
      const write = apply(bound, this, []);
      return (date: unknown) => (date === undefined ? access(clockless) : write(date));
    },
  });
  hidden(format, "formatToParts", function (this: unknown, date: unknown) {
    return date === undefined ? access(clockless) : apply(toParts, this, [date]);
  });

  for (const name of [
    "Atomics",
    "FinalizationRegistry",
    "SharedArrayBuffer",
    "Temporal",
    "WeakRef",
    "WebAssembly",
    "console",
  ]) {
    Reflect.deleteProperty(globalThis, name);
  }

  const pass = (mark: number) => {
    tick = mark;
  };
  const unknown = (what: string, mark: number): never => refuse({ kind: "unknown", what, mark });
  for (const one of [readText, pass, access, unknown]) freeze(one);
  const api = freeze({ readText, tick: pass, access, unknown });
  defineProperty(globalThis, Symbol.for("waybill.sandbox"), { value: api });
  Error.stackTraceLimit = 50;

  // From here on the pipeline has run, and may have changed what the language's own objects do: only what was taken from
  // them before is used, and objects are not handed to JSON.
  const textOf = (value: unknown): string => {
    try {
      return `${value as string}`;
    } catch {
      return "something that has no text";
    }
  };
  const numberOf = (value: unknown): number => (typeof value === "number" ? value : -1);
  const field = (error: unknown, name: string): string => {
    try {
      const value = (error as Record<string, unknown>)[name];
      return value === undefined ? "" : textOf(value);
    } catch {
      return "";
    }
  };
  /** Places of the bundle in a stack, as text of a JSON list. */
  const placesIn = (stack: string): string => {
    let list = "";
    place.lastIndex = 0;
    for (let match = apply(exec, place, [stack]); match; match = apply(exec, place, [stack])) {
      list += `${list && ","}{"line":${match[1]},"column":${match[2]}}`;
    }
    return `[${list}]`;
  };
  const place = new RegExp(`${bundle}:(\\d+):(\\d+)`, "g");
  const explain = (error: unknown): string => {
    const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
    const refused = isObject ? (apply(remembered, refusals, [error]) as Refused | undefined) : undefined;
    const name = isObject ? field(error, "name") : "";
    const message = (isObject && field(error, "message")) || textOf(error);
    const frames = placesIn(isObject ? field(error, "stack") : "");
    const access = refused?.kind === "access" ? `"refused":{"kind":"access","name":${stringify(refused.name)}},` : "";
    const file =
      refused?.kind === "file"
        ? `"refused":{"kind":"file","path":${stringify(refused.path)},"reason":${stringify(refused.reason)}},`
        : "";
    const early =
      refused?.kind === "unknown"
        ? `"refused":{"kind":"unknown","what":${stringify(textOf(refused.what))},"mark":${stringify(numberOf(refused.mark))}},`
        : "";
    return `{${access}${file}${early}"name":${stringify(name)},"message":${stringify(message)},"frames":${frames}}`;
  };
  return { explain, lastTick: () => tick, explainEarly: () => (early ? explain(early) : undefined) };
}
