import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ending, flags, startSandbox } from "../../compiler/frontend/sandbox/process.ts";
import { folder } from "./project.ts";

const SECRET = "planted-5f1c9";

beforeAll(() => {
  process.env.WAYBILL_PLANTED = SECRET;
});
afterAll(() => {
  delete process.env.WAYBILL_PLANTED;
});

/** Evaluates a function's body in the sandbox, past the compiler: nothing has been checked or rewritten. */
async function evaluate(body: string, milliseconds = 5_000): Promise<Ending> {
  const code = `var waybillResult = { json: String((() => { ${body} })()) };`;
  return startSandbox().evaluate({ code, milliseconds }, () => ({ refused: "missing" }));
}

// Each of these has at some time let code out of a context of Node's vm, or is a way to the process or to a file.
const READ = "readFileSync(SECRET_FILE, 'utf8') + process.env.WAYBILL_PLANTED";
const WITH_PROCESS = "(p) => p.mainModule ? p.mainModule.require('fs') : p.getBuiltinModule('fs')";
const ATTEMPTS: Readonly<Record<string, string>> = {
  "the process by its name": `return process.env.WAYBILL_PLANTED;`,
  "a property of the global object": `return globalThis.process.env.WAYBILL_PLANTED;`,
  "this of a sloppy function": `return (function () { return this })().process.env.WAYBILL_PLANTED;`,
  require: `return require('fs').${READ};`,
  "process.binding": `return process.binding('fs');`,
  getBuiltinModule: `return process.getBuiltinModule('node:fs').${READ};`,
  "the constructor of this": `return this.constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "the constructor of the global object": `return globalThis.constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "the constructor of a function of the sandbox":
    "return globalThis[Symbol.for('waybill.sandbox')].readText.constructor('return process')().env.WAYBILL_PLANTED;",
  "a function's caller":
    "function f() { return f.caller; } return f().constructor('return process')().env.WAYBILL_PLANTED;",
  "the async function's constructor": `return (async () => {}).constructor('return process')();`,
  "the generator's constructor": `return (function* () {}).constructor('return process')().next().value.env.WAYBILL_PLANTED;`,
  eval: `return (0, eval)('process').env.WAYBILL_PLANTED;`,
  "an error of the process, from a rejected import()": `
    const p = import('node:fs');
    p.catch((e) => e.constructor.constructor('return process')());
    return Object.getPrototypeOf(p).constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "an error of an exhausted stack": `
    const { readText } = globalThis[Symbol.for('waybill.sandbox')];
    let found;
    const f = () => { try { f(); } catch (e) { found ??= e; try { readText('x'); } catch (inner) { found = inner; } } };
    f();
    return found.constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "an error made from a Symbol": `
    const { readText } = globalThis[Symbol.for('waybill.sandbox')];
    try { readText(Symbol()); } catch (e) { return e.constructor.constructor('return process')().env.WAYBILL_PLANTED; }`,
  "an object in place of a path": `
    const { readText } = globalThis[Symbol.for('waybill.sandbox')];
    let seen;
    try { readText({ toString() { seen = arguments.callee.caller; return SECRET_FILE; } }); } catch (e) {}
    return seen.constructor('return process')().env.WAYBILL_PLANTED;`,
  "a proxy in place of a path": `
    const { readText } = globalThis[Symbol.for('waybill.sandbox')];
    let seen;
    try { readText(new Proxy({}, { get(t, k, r) { seen = r; return () => SECRET_FILE; } })); } catch (e) {}
    return seen.constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "frames of the stack": `
    Error.prepareStackTrace = (e, frames) => frames;
    const frames = new Error().stack;
    for (const frame of frames) {
      const found = frame.getThis() ?? frame.getFunction();
      if (found) return (${WITH_PROCESS})(found.process ?? found.constructor('return process')()).${READ};
    }
    return frames[0].constructor.constructor('return process')().env.WAYBILL_PLANTED;`,
  "a getter on an error that is thrown": `
    throw { get stack() { return arguments.callee.caller.constructor('return process')().env.WAYBILL_PLANTED; } };`,
  "a thenable": `
    return { then(resolve) { resolve.constructor('return process')(); } }.then.constructor('return process')().env.WAYBILL_PLANTED;`,
  "a changed prototype that the process might use": `
    Object.prototype.toJSON = function () { return SECRET_FILE; };
    String.prototype.split = function () { return this.constructor.constructor('return process')().env.WAYBILL_PLANTED; };
    throw new Error('x');`,
  WebAssembly: "return new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));",
  "a path that leads out": "return globalThis[Symbol.for('waybill.sandbox')].readText(SECRET_FILE);",
};

const API = "globalThis[Symbol.for('waybill.sandbox')]";
/** Whether a value belongs to the process: what makes its functions is not what makes those of the context. */
const FOREIGN = `const foreign = (value) => {
  const seen = new Set();
  for (let one = value; one !== null && (typeof one === 'object' || typeof one === 'function') && !seen.has(one); ) {
    seen.add(one);
    if (one === Object.prototype || one === Function.prototype) return false;
    one = Object.getPrototypeOf(one);
  }
  return value !== null && (typeof value === 'object' || typeof value === 'function');
};`;

// None of these has to fail: but whatever they lay hands on must belong to the context, and know nothing.
const REACHES: Readonly<Record<string, string>> = {
  "a frame's function, by prepareStackTrace": `
    const found = [];
    Error.prepareStackTrace = (error, frames) => { found.push(...frames); return ''; };
    void new Error().stack;
    try { ${API}.readText('x'); } catch (e) { void e.stack; }
    try { (function f() { f(); })(); } catch (e) { void e.stack; }
    return found.flatMap((one) => [one.getThis(), one.getFunction(), one.getEvalOrigin?.(), one.getTypeName()]);`,
  "the arguments and the receiver of a trap": `
    const found = [];
    const handler = new Proxy({}, { get: (_t, trap) => (...args) => { found.push(...args); return Reflect[trap](...args); } });
    const proxy = new Proxy(function () {}, handler);
    try { ${API}.readText(proxy); } catch (e) { found.push(e); }
    try { ${API}.readText.call(proxy, 'x'); } catch (e) { found.push(e); }
    try { Reflect.construct(${API}.readText, [], proxy); } catch (e) { found.push(e); }
    try { ${API}.tick(proxy); ${API}.access(proxy); } catch (e) { found.push(e); }
    return found;`,
  "the reason of a rejected import()": `
    const found = [];
    for (const name of ['node:fs', 'fs', '/etc/passwd', 'data:text/javascript,export default process', '\\0', ''])
      found.push(import(name).catch((e) => { found.push(e, e.constructor); throw e; }));
    return found;`,
  "what an error of the process's own JSON would be": `
    const found = [];
    const circular = {}; circular.self = circular;
    for (const value of [circular, 1n, { toJSON() { throw Object.create(null); } }, '\\ud800', Symbol.iterator, new Proxy({}, {})])
      try { ${API}.readText(value); } catch (e) { found.push(e); }
    return found;`,
  "the species of an array and of a promise": `
    const found = [];
    class Spy extends Array { static get [Symbol.species]() { return function (...args) { found.push(this, new.target, ...args); return []; }; } }
    Object.defineProperty(Array, Symbol.species, { value: Spy[Symbol.species] });
    Object.defineProperty(Promise, Symbol.species, { value: function (run) { found.push(run); run((v) => found.push(v), (e) => found.push(e)); return Promise.prototype; } });
    try { [1].map(String); } catch (e) { found.push(e); }
    try { Promise.resolve(1).then(() => 1); } catch (e) { found.push(e); }
    try { ${API}.readText(new Spy('x')); } catch (e) { found.push(e); }
    return found;`,
  "language objects that the sandbox's own code might use": `
    const found = [];
    const { apply } = Reflect;
    const spy = (object, name) => { const real = object[name]; object[name] = function (...args) { found[found.length] = this; for (const one of args) found[found.length] = one; return apply(real, this, args); }; };
    spy(WeakMap.prototype, 'get'); spy(RegExp.prototype, 'exec'); spy(JSON, 'parse'); spy(Function.prototype, 'call');
    spy(Function.prototype, 'apply'); spy(Object, 'defineProperty'); spy(String.prototype, 'replace');
    Object.defineProperty(Object.prototype, 'refused', { get() { found[found.length] = this; return undefined; }, configurable: true });
    Object.defineProperty(Object.prototype, 'text', { set(value) { found[found.length] = this; }, get() { return undefined; }, configurable: true });
    try { ${API}.readText('x'); } catch (e) { found.push(e); }
    return found.filter((one) => one !== undefined);`,
  "a callback after the end": `
    const found = [];
    Promise.resolve().then(() => { found.push(this, globalThis); });
    (async () => { for await (const one of [Promise.reject(new Error('x'))]) found.push(one); })();
    return found;`,
  "the global object's own surroundings": `
    const names = [];
    for (let one = globalThis; one; one = Object.getPrototypeOf(one)) names.push(...Reflect.ownKeys(one).map((key) => { try { return globalThis[key]; } catch (e) { return e; } }));
    return names;`,
  "iterators, generators and tagged templates": `
    const found = [];
    const tag = (strings, ...values) => { found.push(strings, strings.raw, ...values); };
    tag\`a\${1}\`;
    found.push([][Symbol.iterator](), new Map()[Symbol.iterator](), (function* () {})(), (async function* () {})());
    found.push(...found.map((one) => one.constructor), ...found.map((one) => Object.getPrototypeOf(one)));
    return found;`,
};

describe("no way out of the sandbox", () => {
  it.each(Object.entries(REACHES))("nothing of the process in reach: %s", async (_name, body) => {
    const ending = await evaluate(`
      ${FOREIGN}
      const found = (() => { ${body} })();
      const strange = [found].flat().filter((one) => foreign(one) && !(Object.getPrototypeOf(one) === null));
      const secrets = [found].flat().filter((one) => { try { return String(one).includes('planted'.concat('-5f1c9')); } catch { return false; } });
      return strange.length + ' strange, ' + secrets.length + ' secret, ' + (found.length > 0 ? 'some' : 'none') + ' seen';`);
    expect(ending).toMatchObject({ kind: "done", json: expect.stringMatching(/^0 strange, 0 secret, /) });
  });

  it("measures no time: two clocks that a pipeline could make stand still or are not there", async () => {
    const body = `
      const tries = {
        date: () => Date.now(), made: () => new Date().getTime(), called: () => Date(), reflected: () => Reflect.construct(Date, []),
        extended: () => new (class extends Date {})().getTime(), performance: () => performance.now(),
        format: () => new Intl.DateTimeFormat('en').format(), parts: () => new Intl.DateTimeFormat('en').formatToParts(),
        range: () => new Intl.DateTimeFormat('en').formatRange(), locale: () => new (new Date(0).constructor)().getTime(),
        relative: () => Date.prototype.constructor.now(), random: () => Math.random(), atomics: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1),
        weak: () => new WeakRef({}), memory: () => new WebAssembly.Memory({ initial: 1, shared: true, maximum: 1 }),
        temporal: () => Temporal.Now.instant(), finalization: () => new FinalizationRegistry(() => {}), segment: () => performance.timeOrigin,
        async: () => Array.fromAsync.constructor('return 1')(),
      };
      return JSON.stringify(Object.entries(tries).flatMap(([name, run]) => { try { return [name + '=' + run()]; } catch { return []; } }));`;
    expect(await evaluate(body)).toEqual({ kind: "done", json: "[]" });
  });

  it.each(Object.entries(ATTEMPTS))("%s", async (_name, body) => {
    const file = join(folder({ "secret.txt": SECRET }), "secret.txt");
    const ending = await evaluate(body.replaceAll("SECRET_FILE", JSON.stringify(file)));
    expect(JSON.stringify(ending)).not.toContain(SECRET);
    expect(ending).toMatchObject({ kind: "threw" });
  });

  it("knows only the language", async () => {
    const ending = await evaluate(`
      const known = new Set(Object.getOwnPropertyNames(globalThis));
      return JSON.stringify(['process', 'require', 'fetch', 'setTimeout', 'console', 'WebAssembly', 'SharedArrayBuffer',
        'Atomics', 'WeakRef', 'performance', 'crypto', 'navigator', 'structuredClone'].filter((one) => known.has(one)));`);
    expect(ending).toEqual({ kind: "done", json: "[]" });
  });

  it("lives in UTC, in one language", async () => {
    const body =
      "return JSON.stringify([new Date(0).getHours(), new Date(0).getTimezoneOffset(), (1234.5).toLocaleString()]);";
    expect(await evaluate(body)).toEqual({ kind: "done", json: '[0,0,"1,234.5"]' });
  });

  it("ends what does not end by itself", async () => {
    expect(await evaluate("for (;;);", 200)).toEqual({ kind: "timeout", tick: -1 });
    expect(await evaluate("const f = () => Promise.resolve().then(f); f(); return 1;", 200)).toMatchObject({
      kind: "done",
    });
  });

  it("counts the time in which it computes, and not that in which it waits for its turn", async () => {
    const code = `var waybillResult = { json: globalThis[Symbol.for('waybill.sandbox')].readText('x') };`;
    const late = () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
      return { text: "late" };
    };
    expect(await startSandbox().evaluate({ code, milliseconds: 500 }, late)).toEqual({ kind: "done", json: "late" });
  });

  it.runIf(process.platform === "linux").each([
    ["typed arrays", "for (let i = 0; i < 40; i++) keep.push(new Uint8Array(2 ** 26).fill(1));"],
    ["one large buffer", "keep.push(new Float64Array(new ArrayBuffer(2 ** 31)).fill(1));"],
    [
      "a buffer that grows",
      "const b = new ArrayBuffer(0, { maxByteLength: 2 ** 31 }); b.resize(2 ** 31); keep.push(new Uint8Array(b).fill(1));",
    ],
    ["objects", "for (let i = 0; ; i++) keep.push({ i, text: 'x' + i });"],
  ])("counts %s in the memory that it may have", async (_what, code) => {
    expect(await evaluate(`const keep = []; ${code} return keep.length;`, 60_000)).toEqual({ kind: "memory" });
  });

  // Behind the context stands the process: code that got out of one would be in the other.
  it.each([
    ["read a file", "require('fs').readFileSync(FILE)", "ERR_ACCESS_DENIED"],
    ["list a folder", "require('fs').readdirSync('/')", "ERR_ACCESS_DENIED"],
    ["write a file", "require('fs').writeFileSync(FILE, '')", "ERR_ACCESS_DENIED"],
    ["start a process", "require('child_process').execSync('true')", "ERR_ACCESS_DENIED"],
    ["start a thread", "new (require('worker_threads').Worker)('1', { eval: true })", "ERR_ACCESS_DENIED"],
    ["make code from text", "new Function('return 1')()", "Code generation from strings disallowed"],
    ["see the environment", "Object.keys(process.env)", "[]"],
  ])("has no permission to %s", async (_what, code, refusal) => {
    const root = folder({
      "secret.txt": SECRET,
      "main.cjs": `const FILE = ${JSON.stringify("secret.txt")};
try { console.log(JSON.stringify(${code})); } catch (error) { console.log(error.code ?? error.message); }`,
    });
    const script = join(root, "main.cjs");
    const { stdout } = await execa(process.execPath, [...flags(script), script], {
      cwd: root,
      env: {},
      extendEnv: false,
    });
    expect(stdout).toContain(refusal);
    expect(stdout).not.toContain(SECRET);
  });
});
