/** Why a pipeline cannot have something, and what it uses instead. */
export interface Forbidden {
  readonly why: string;
  readonly instead: string;
}

const clock: Forbidden = {
  why: "a pipeline has no clock, so that it compiles to the same bytes every time",
  instead: "write a fixed date, or ask for the time in a step, as in sh`date +%s`",
};
const random: Forbidden = {
  why: "a pipeline has no randomness, so that it compiles to the same bytes every time",
  instead: "write a fixed value, or make one in a step, as in sh`openssl rand -hex 16`",
};
const environment: Forbidden = {
  why: "a pipeline does not see the environment it is compiled in",
  instead:
    'use secret("NAME") for a secret, run.vars.NAME in a condition, or $NAME in the script of a step, which the job has at run time',
};
const network: Forbidden = {
  why: "a pipeline has no network, so that it compiles to the same bytes every time",
  instead: "keep the data in a file of the repository and read it with readText(), or fetch it in a step",
};
const timers: Forbidden = {
  why: "a pipeline is declared at once, and there is nothing to wait for",
  instead: "declare the jobs directly; a job's `timeout` limits how long it runs",
};
const modules: Forbidden = {
  why: "everything a pipeline loads is known before it runs",
  instead: 'import it at the top of the file, as in import { name } from "./file.ts"',
};
const code: Forbidden = {
  why: "a pipeline cannot make code out of text",
  instead: "write the code out as a function",
};
const output: Forbidden = {
  why: "a pipeline prints nothing while it is compiled",
  instead: "remove it; `waybill compile --target graph --out -` shows what the pipeline declares",
};
const memory: Forbidden = {
  why: "it depends on when memory is freed, or is shared between threads that a pipeline does not have",
  instead: "use a Map or an array",
};
const platform: Forbidden = {
  why: "a pipeline runs without Node and without a browser",
  instead: "use only the language itself (strings, arrays, Map, JSON), or do the work in a step",
};

/** Names of a module's surroundings, which a pipeline has not. Those of the language that it has not are among them. */
export const GLOBALS: ReadonlyMap<string, Forbidden> = new Map([
  ...names(clock, "performance", "Temporal"),
  ...names(random, "crypto"),
  ...names(environment, "process", "Deno", "Bun"),
  ...names(network, "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "Request", "Response", "Headers"),
  ...names(timers, "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"),
  ...names(timers, "queueMicrotask", "requestAnimationFrame"),
  ...names(modules, "require", "module", "exports", "__filename", "__dirname"),
  ...names(code, "eval", "Function"),
  ...names(output, "console", "alert"),
  ...names(memory, "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"),
  ...names(platform, "WebAssembly", "Worker", "global", "window", "self", "document", "navigator", "localStorage"),
  ...names(
    platform,
    "Buffer",
    "URL",
    "URLSearchParams",
    "TextEncoder",
    "TextDecoder",
    "structuredClone",
    "atob",
    "btoa",
  ),
  ...names(platform, "AbortController", "AbortSignal", "Blob", "Event", "EventTarget"),
]);

/** What of the language's own objects a pipeline has not, as it is written. */
export const MEMBERS: ReadonlyMap<string, Forbidden> = new Map([
  ...names(clock, "Date()", "new Date()", "Date.now()", "Intl.DateTimeFormat without a date"),
  ...names(random, "Math.random()"),
]);

export const DYNAMIC_IMPORT = modules;
export const META: Forbidden = {
  why: "a pipeline does not know where it is",
  instead: "write paths relative to the repository's root",
};
export const EVAL = code;

/** What is said of a module of Node that a pipeline imports. */
export function builtin(specifier: string): Forbidden {
  const name = specifier.replace(/^node:/, "").split("/")[0] as string;
  return BUILTINS.get(name) ?? platform;
}

const files: Forbidden = {
  why: "a pipeline reads files of the repository only, so that the compiler knows when one has changed",
  instead: 'import { readText } from "waybill" and read the file with readText("path/from/the/root")',
};
const commands: Forbidden = {
  why: "a pipeline starts no process while it is compiled",
  instead: "run the command in a step of a job, as in sh`git describe`",
};
const paths: Forbidden = {
  why: "a pipeline has no file system around it",
  instead: "join paths with a template literal, as in `${folder}/${name}`",
};

const BUILTINS: ReadonlyMap<string, Forbidden> = new Map([
  ...names(files, "fs"),
  ...names(commands, "child_process", "worker_threads", "cluster"),
  ...names(paths, "path"),
  ...names(environment, "process", "os"),
  ...names(network, "http", "https", "http2", "net", "tls", "dgram", "dns"),
  ...names(random, "crypto"),
  ...names(timers, "timers"),
  ...names(clock, "perf_hooks"),
  ...names(code, "vm", "v8"),
  ...names(modules, "module"),
]);

function names(forbidden: Forbidden, ...list: readonly string[]): readonly (readonly [string, Forbidden])[] {
  return list.map((name) => [name, forbidden]);
}
