import { readFileSync, readSync, writeSync } from "node:fs";
import { createContext, Script } from "node:vm";
import type { Answer, Ask, Outcome, Thrown, Work } from "./protocol.ts";
import { type Realm, realm } from "./realm.ts";

// The process that evaluates a pipeline. It is started with an empty environment and without permission to read any file
// but this one (so it is built into one file, and imports nothing that others import) and the library; it knows two pipes.

/** Milliseconds by which the script's own time limit may strike early: its timer counts from the last turn of an event loop. */
const EARLY = 20;

/** The bundle's name in stack traces, and where it leaves its result. */
const BUNDLE = "pipeline.bundle.js";
const RESULT = "waybillResult.json";

function receive<T>(): T {
  const length = readBytes(4).readUInt32LE();
  return JSON.parse(readBytes(length).toString("utf8")) as T;
}

function readBytes(count: number): Buffer {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; ) {
    const read = readSync(0, bytes, at, count - at, null);
    // The compiler is gone, or has no use for this process any more.
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

function send(message: Ask | Outcome): void {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  const bytes = Buffer.concat([head, body]);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

function ask(path: string): string {
  if (typeof path !== "string") return JSON.stringify({ refused: "missing" } satisfies Answer);
  send({ ask: path });
  return JSON.stringify(receive<Answer>());
}

// Local times are those of UTC on every machine.
process.env.TZ = "UTC";
const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
const prepare = new Script(`(${realm.toString()})`).runInContext(context) as typeof realm;
const inside: Realm = prepare(BUNDLE, ask);
new Script(readFileSync(new URL("library.js", import.meta.url), "utf8"), { filename: "waybill" }).runInContext(context);

const { code, milliseconds, patience } = receive<Work>();
const start = performance.now();

interface Ended {
  readonly error?: unknown;
  readonly threw: boolean;
}
/**
 * Runs the bundle below no function of this file, whose path is where Waybill is installed: errors and their frames name
 * what is on the stack. So it starts from the event loop, in a script that has a name of its own.
 */
const begin = new Script(
  `(schedule, bundle, context, options, done) => schedule(() => {
    try { bundle.runInContext(context, options); } catch (error) { return done({ threw: true, error }); }
    done({ threw: false });
  })`,
  { filename: "waybill:sandbox" },
).runInThisContext() as (
  schedule: typeof setImmediate,
  bundle: Script,
  context: object,
  options: object,
  done: (ended: Ended) => void,
) => void;

try {
  const bundle = new Script(code, { filename: BUNDLE });
  begin(setImmediate, bundle, context, { timeout: patience, breakOnSigint: true }, (ended) => finish(outcome(ended)));
} catch (error) {
  // It is nested too deeply for the parser.
  const { name, message } = error as Error;
  finish({ kind: "threw", thrown: { name, message, frames: [] }, tick: -1 });
}

function finish(outcome: Outcome): never {
  send(outcome);
  return process.exit(0);
}

function outcome({ threw, error }: Ended): Outcome {
  const early = inside.explainEarly();
  if (early !== undefined) return { kind: "threw", thrown: JSON.parse(early) as Thrown, tick: inside.lastTick() };
  if (!threw) {
    const json: unknown = new Script(RESULT).runInContext(context);
    return { kind: "done", json: typeof json === "string" ? json : "null" };
  }
  // What was thrown belongs to the context, so it is not looked at here; the time limits tell by the time.
  const { user, system } = process.cpuUsage();
  const isLate = (user + system) / 1000 >= milliseconds || performance.now() - start >= patience - EARLY;
  if (isLate) return { kind: "timeout", tick: inside.lastTick() };
  return { kind: "threw", thrown: explained(error), tick: inside.lastTick() };
}

/** A pipeline that has broken the language's own objects gets no better answer. */
function explained(error: unknown): Thrown {
  try {
    return JSON.parse(inside.explain(error)) as Thrown;
  } catch {
    return { name: "", message: "something that cannot be looked at", frames: [] };
  }
}
