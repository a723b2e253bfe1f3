import { describe, expect, it } from "vitest";
import { type Expr, equal, equivalent, describe as inWords, isEvent, RUN } from "../../compiler/expr/index.ts";
import { compiled, conditions, type Files, HEAD, pipelineWith, shown } from "./project.ts";

/** Compiles all in one pipeline, and gives each condition in words. */
async function words(whens: Readonly<Record<string, string>>, before = "", files: Files = {}): Promise<unknown> {
  const lowered = await conditions(whens, before, files);
  return Object.fromEntries(Object.entries(lowered).map(([name, expr]) => [name, inWords(expr)]));
}

describe("what a condition may be made of", () => {
  it("texts that may be empty: outputs and inputs, where what does not apply is undefined", async () => {
    const before = 'const a = job("a", { image: "node:20", outputs: ["v", "w"], steps: [sh`true`] });';
    const whens = {
      empty: '() => a.outputs.v === ""',
      filled: '() => a.outputs.v !== ""',
      listed: '() => ["", "1"].includes(a.outputs.v)',
      starts: '() => a.outputs.v.startsWith("") && a.outputs.v !== "2"',
      pattern: "() => /^1?$/.test(a.outputs.v)",
      branch: "(run) => a.outputs.v === run.branch",
      two: "() => a.outputs.v === a.outputs.w",
    };
    expect(await words(whens, before)).toMatchInlineSnapshot(`
      {
        "a": "true",
        "branch": "a.outputs.v === run.branch && a.outputs.v !== undefined",
        "empty": "a.outputs.v === undefined",
        "filled": "a.outputs.v !== undefined",
        "listed": "a.outputs.v === undefined || a.outputs.v === "1"",
        "pattern": "/^1?$/.test(a.outputs.v) || a.outputs.v === undefined",
        "starts": "a.outputs.v !== "2"",
        "two": "a.outputs.v === a.outputs.w",
      }
    `);
  });

  it("operators, literals and tests of texts", async () => {
    const whens = {
      equal: '(run) => run.branch === "main"',
      unequal: '(run) => run.event !== "push"',
      unset: "(run) => run.tag === undefined",
      and: '(run) => run.branch === "main" && run.event === "push"',
      or: '(run) => run.branch === "main" || run.tag === "v1"',
      not: '(run) => !(run.branch === "main")',
      ternary: '(run) => (run.event === "push" ? run.branch === "main" : run.actor === "ci")',
      nullish: '(run) => (run.branch ?? run.tag) === "v1"',
      starts: '(run) => run.branch?.startsWith("release/") === true',
      ends: '(run) => run.tag !== undefined && run.tag.endsWith("-rc")',
      includes: '(run) => run.actor.includes("bot")',
      regex: '(run) => /^v\\d+$/i.test(run.tag ?? "")',
      list: '(run) => ["main", "next"].includes(run.branch!)',
      changed: '(run) => run.changed("src/**", `${"package"}.json`)',
      fork: "(run) => run.pullRequest?.fork === true",
      target: '(run) => run.pullRequest?.targetBranch === "main"',
      vars: '(run) => run.vars.DEPLOY === "yes"',
      element: '(run) => run.vars["DEPLOY"] === "yes"',
      two: "(run) => run.pullRequest?.sourceBranch === run.pullRequest?.targetBranch",
      sha: '(run) => run.sha === "0123456789012345678901234567890123456789"',
    };
    expect(await words(whens)).toMatchInlineSnapshot(`
      {
        "and": "run.branch === "main" && run.event === "push"",
        "changed": "run.changed("src/**", "package.json")",
        "element": "run.vars.DEPLOY === "yes"",
        "ends": "run.tag !== undefined && run.tag?.endsWith("-rc")",
        "equal": "run.branch === "main"",
        "fork": "run.pullRequest?.targetBranch !== undefined && run.pullRequest?.fork",
        "includes": "run.actor.includes("bot")",
        "list": "run.branch === "main" || run.branch === "next"",
        "not": "run.branch !== "main"",
        "nullish": "(run.branch !== undefined && run.branch === "v1") || (run.branch === undefined && run.tag === "v1")",
        "or": "run.branch === "main" || run.tag === "v1"",
        "regex": "run.tag !== undefined && /^v\\d+$/i.test(run.tag)",
        "sha": "run.sha === "0123456789012345678901234567890123456789"",
        "starts": "run.branch !== undefined && run.branch?.startsWith("release/")",
        "target": "run.pullRequest?.targetBranch === "main"",
        "ternary": "(run.event === "push" && run.branch === "main") || (run.event !== "push" && run.actor === "ci")",
        "two": "run.pullRequest?.sourceBranch === run.pullRequest?.targetBranch",
        "unequal": "run.event !== "push"",
        "unset": "run.tag === undefined",
        "vars": "run.vars.DEPLOY === "yes"",
      }
    `);
  });

  it("constants, templates and imported constants", async () => {
    const before = `import { MAIN, names as all } from "./names.ts";
import * as names from "./names.ts";
const prefix = "release";
const pattern = /^v1/;
enum Level { Top = "top" }
const settings = { branch: { main: "trunk" }, list: ["a", "b"] } as const;
`;
    const whens = {
      imported: "(run) => run.branch === MAIN",
      namespace: "(run) => run.branch === names.MAIN",
      template: "(run) => run.branch === `${prefix}/${MAIN}`",
      startsWith: "(run) => run.branch?.startsWith(`${prefix}/`) === true",
      nested: "(run) => run.branch === settings.branch.main",
      list: "(run) => all.includes(run.branch ?? '')",
      literalList: "(run) => (settings.list as readonly string[]).includes(run.actor)",
      spread: "(run) => [...all, 'x'].includes(run.branch!)",
      pattern: '(run) => pattern.test(run.tag ?? "")',
      enumeration: "(run) => run.vars.LEVEL === Level.Top",
      constant: "(run) => MAIN === 'main' && run.event === 'push'",
    };
    const files = {
      "names.ts": 'export const MAIN = "main";\nexport const names: readonly string[] = [MAIN, "next"];\n',
    };
    expect(await words(whens, before, files)).toMatchInlineSnapshot(`
      {
        "constant": "run.event === "push"",
        "enumeration": "run.vars.LEVEL === "top"",
        "imported": "run.branch === "main"",
        "list": "(run.branch !== undefined && run.branch === "main") || (run.branch !== undefined && run.branch === "next")",
        "literalList": "run.actor === "a" || run.actor === "b"",
        "namespace": "run.branch === "main"",
        "nested": "run.branch === "trunk"",
        "pattern": "run.tag !== undefined && /^v1/.test(run.tag)",
        "spread": "run.branch === "main" || run.branch === "next" || run.branch === "x"",
        "startsWith": "run.branch !== undefined && run.branch?.startsWith("release/")",
        "template": "run.branch === "release/main"",
      }
    `);
  });

  it("helpers of every form, from any module", async () => {
    const before = `import type { Predicate, Run } from "waybill";
import isRelease, { both, onBranch, onBug, helpers, not, Rules } from "./helpers.ts";
import * as more from "./helpers.ts";
const onMain = (run: Run) => run.branch === "main";
function pushed({ event }: Run): boolean {
  return event === "push";
}
const named: Predicate = function (run) {
  return onMain(run) && pushed(run);
};
const onNext = onBranch("next");
`;
    const files = {
      "helpers.ts": `import type { Predicate, Run } from "waybill";
import { isPrefix } from "./lib/prefix.ts";
export default function (run: Run) {
  return isPrefix(run.branch, "release/");
}
export const onBranch = (name: string): Predicate => (run) => run.branch === name;
export class Rules {
  static tagged(run: Run) {
    return run.tag !== undefined;
  }
}
export const onBug = ({ branch }: Pick<Run, "branch">) => branch === "bug";
export const not = (one: Predicate): Predicate => (run) => !one(run);
export const both = (a: Predicate, b: Predicate): Predicate => (run) => a(run) && b(run);
export const helpers = {
  tagged(run: Run) {
    return run.tag !== undefined;
  },
  arrow: (run: Run) => run.actor === "ci",
};
`,
      "lib/prefix.ts": `export function isPrefix(text: string | undefined, prefix: string): boolean {
  return text?.startsWith(prefix) ?? false;
}
`,
    };
    const whens = {
      reference: "onMain",
      hoisted: "pushed",
      named: "named",
      call: '(run) => onMain(run) || run.tag === "v1"',
      byDefault: "isRelease",
      made: 'onBranch("next")',
      madeBefore: "onNext",
      madeInside: '(run) => onBranch("a")(run) || onNext(run)',
      combined: 'both(onMain, (run) => run.event === "push")',
      handedOn: "not(not(onBug))",
      ofClass: "Rules.tagged",
      ofClassCalled: "(run) => !Rules.tagged(run)",
      method: "helpers.tagged",
      methodCalled: "(run) => helpers.tagged(run) && !helpers.arrow(run)",
      namespace: '(run) => more.onBranch("b")(run) && more.default(run)',
    };
    expect(await words(whens, before, files)).toMatchInlineSnapshot(`
      {
        "byDefault": "run.branch !== undefined && run.branch?.startsWith("release/")",
        "call": "run.branch === "main" || run.tag === "v1"",
        "combined": "run.branch === "main" && run.event === "push"",
        "handedOn": "run.branch === "bug"",
        "hoisted": "run.event === "push"",
        "made": "run.branch === "next"",
        "madeBefore": "run.branch === "next"",
        "madeInside": "run.branch === "a" || run.branch === "next"",
        "method": "run.tag !== undefined",
        "methodCalled": "run.tag !== undefined && run.actor !== "ci"",
        "named": "run.branch === "main" && run.event === "push"",
        "namespace": "run.branch === "b" && run.branch !== undefined && run.branch?.startsWith("release/")",
        "ofClass": "run.tag !== undefined",
        "ofClassCalled": "run.tag === undefined",
        "reference": "run.branch === "main"",
      }
    `);
  });

  it("destructured parameters, constants inside, and `if` that returns", async () => {
    const whens = {
      destructured: '({ branch, event }) => branch === "main" && event === "push"',
      renamed: '({ branch: name = "none" }) => name === "none"',
      deep: '({ pullRequest, vars: { STAGE } }) => pullRequest?.targetBranch === "main" && STAGE === "live"',
      constants: '(run) => { const { branch } = run; const main = "main"; return branch === main; }',
      early: `(run) => {
  if (run.event === "pullRequest") return false;
  if (run.tag) return run.tag.startsWith("v");
  else if (run.branch === "main") { return true; }
  return run.branch === "next";
}`,
      branches:
        '(run) => { if (run.event === "push") { return run.branch === "main"; } else { return run.actor === "ci"; } }',
    };
    expect(await words(whens)).toMatchInlineSnapshot(`
      {
        "branches": "(run.event === "push" && run.branch === "main") || (run.event !== "push" && run.actor === "ci")",
        "constants": "run.branch === "main"",
        "deep": "run.pullRequest?.targetBranch === "main" && run.vars.STAGE === "live"",
        "destructured": "run.branch === "main" && run.event === "push"",
        "early": "run.event !== "pullRequest" && ((run.tag !== undefined && run.tag?.startsWith("v")) || (run.tag === undefined && (run.branch === "main" || (run.branch !== "main" && run.branch === "next"))))",
        "renamed": "run.branch === undefined || (run.branch !== undefined && run.branch === "none")",
      }
    `);
  });

  it("outputs of needed jobs", async () => {
    const text = `${HEAD}
const unit = job("unit", { image: "node:20", steps: [sh\`true\`], outputs: ["version"] });
const next = job("next", { image: "node:20", steps: [sh\`true\`], when: (run) => unit.outputs.version === "2" && run.event === "push" });
const all = job("all", { image: "node:20", steps: [sh\`true\`], when: () => unit.outputs.version.startsWith("3") });
export default pipeline("app", { on: [push()], jobs: [next, all] });
`;
    const { graph, diagnostics } = await compiled({ "pipeline.ts": text });
    expect(diagnostics).toEqual([]);
    expect(
      graph?.jobs.map((one) => [one.id, inWords(one.when), one.needs.map((need) => need.job)]),
    ).toMatchInlineSnapshot(`
      [
        [
          "unit",
          "true",
          [],
        ],
        [
          "next",
          "unit.outputs.version === "2" && run.event === "push"",
          [
            "unit",
          ],
        ],
        [
          "all",
          "unit.outputs.version?.startsWith("3")",
          [
            "unit",
          ],
        ],
      ]
    `);
  });

  it("means what TypeScript means", async () => {
    const lowered = await conditions({
      a: '(run) => !(run.event === "push" && run.branch === "main")',
      b: '(run) => run.event !== "push" || run.branch !== "main"',
    });
    const expected: Expr = {
      op: "not",
      operand: { op: "and", operands: [isEvent("push"), equal(RUN.branch, "main")] },
    };
    expect(equivalent(lowered.a as Expr, expected)).toBe(true);
    expect(equivalent(lowered.a as Expr, lowered.b as Expr)).toBe(true);
  });
});

describe("what a condition may not be made of", () => {
  it.each([
    ['(run) => run.branch == "main"', 'run.branch == "main"', "`==`, which converts what it compares,"],
    ['(run) => run.branch != "main"', 'run.branch != "main"', "`!=`, which converts what it compares,"],
    ["(run) => run.sha > 'a'", "run.sha > 'a'", "`>`"],
    ['(run) => run.sha + "a" === "ba"', 'run.sha + "a"', "`+`"],
    ["(run) => (seen = run.sha === 'a')", "seen = run.sha === 'a'", "an assignment"],
    ["(run) => seen", "seen", "`seen`, which may change,"],
    ["(run) => typeof run.branch === 'string'", "typeof run.branch", "`typeof`"],
    ["(run) => 'branch' in run", "'branch' in run", "`in`"],
    ["(run) => new Set(['a']).has(run.sha)", "new Set(['a']).has(run.sha)", "a call of `has`"],
    ["(run) => run.sha.length === 40", "run.sha.length", "`length` of a text"],
    ["(run) => run.sha.slice(1) === 'a'", "run.sha.slice(1)", "a call of `slice`"],
    ["(run) => run.sha.startsWith('a', 1)", "run.sha.startsWith('a', 1)", "`startsWith` with a position"],
    ["(run) => String(run.sha) === 'a'", "String(run.sha)", "a call of `String`"],
    ["(run) => ['a'].some((one) => one === run.sha)", "['a'].some((one) => one === run.sha)", "a call of `some`"],
    ["(run) => /a(?=b)/.test(run.sha)", "/a(?=b)/", "a regular expression with `(?=`, which is look-around or a mode"],
    ["(run) => /(a)\\1/.test(run.sha)", "/(a)\\1/", "a regular expression with"],
    ["(run) => /a/g.test(run.sha)", "/a/g", "a regular expression with the flags `g`"],
    ["(run) => { for (;;) return run.sha === 'a'; }", "for (;;) return run.sha === 'a';", "a loop"],
    ["(run) => { let a = run.sha; return a === 'a'; }", "let a = run.sha;", "a variable that may change"],
    [
      "(run) => { if (run.sha === 'a') { const b = 1; } return true; }",
      "if (run.sha === 'a') { const b = 1; }",
      "an `if` that does not return",
    ],
    [
      "(run) => { switch (run.event) { default: return true; } }",
      "switch (run.event) { default: return true; }",
      "`switch`",
    ],
    ["(run) => { throw run; }", "throw run;", "`throw`"],
    ["(run) => { print(run.sha); return true; }", "print(run.sha);", "a statement that only does something"],
    ["(run) => !!({ a: run.sha }).a", "{ a: run.sha }", "an object literal"],
    ["(run) => many(...[run.sha])", "...[run.sha]", "`...` in a call"],
    ["(run) => ((x: string, y: boolean) => y && x === 'a')(run.sha, seen = true)", "seen = true", "an assignment"],
  ])("%s", async (when, marked, what) => {
    const before =
      "let seen = false;\nseen = true;\nconst print = (text: string) => text;\nconst many = (...texts: string[]) => texts.includes('a');\n";
    const text = await shown({ "pipeline.ts": pipelineWith(`when: ${when}`, before) });
    expect(text).toContain(`error WB1040: ${what}`);
    const [, frame = ""] = /\n( +> .*\n.*\^)\n/.exec(text) ?? [];
    const [line = "", marker = ""] = frame.split("\n");
    expect(line.slice(marker.indexOf("^"), marker.lastIndexOf("^") + 1)).toBe(marked);
  });

  it("tells all at once, and shows the calls that lead to a helper", async () => {
    const files = {
      "pipeline.ts": pipelineWith(
        "when: (run) => isMain(run.branch) && run.sha.length > 3 || run.actor == 'me'",
        'import { isMain } from "./helpers.ts";\n',
      ),
      "helpers.ts":
        "const lower = (text: string) => text.toLowerCase();\nexport const isMain = (name = '') => lower(name) === 'main';\n",
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1040: a call of \`toLowerCase\` cannot be part of a condition
        at helpers.ts:1:33
        > 1 | const lower = (text: string) => text.toLowerCase();
            |                                 ^^^^^^^^^^^^^^^^^^
        it is called here:
        at helpers.ts:2:38
          1 | const lower = (text: string) => text.toLowerCase();
        > 2 | export const isMain = (name = '') => lower(name) === 'main';
            |                                      ^^^^^^^^^^^
        it is called here:
        at pipeline.ts:4:84
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => isMain(run.branch) && run.sha.length > 3 || run.actor == 'me' });
            |                                                                                    ^^^^^^^^^^^^^^^^^^
        remedy: test it with a regular expression and its flag i

      error WB1040: \`>\` cannot be part of a condition
        at pipeline.ts:4:106
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => isMain(run.branch) && run.sha.length > 3 || run.actor == 'me' });
            |                                                                                                          ^^^^^^^^^^^^^^^^^^
        remedy: write it with ===, !==, &&, ||, !, ?:, startsWith, endsWith, includes, a regular expression's test, run.changed or a helper of your own

      error WB1040: \`==\`, which converts what it compares, cannot be part of a condition
        at pipeline.ts:4:128
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => isMain(run.branch) && run.sha.length > 3 || run.actor == 'me' });
            |                                                                                                                                ^^^^^^^^^^^^^^^^^
        remedy: use \`===\`
      "
    `);
  });

  it("tells them together with errors of types, but not what only follows from these", async () => {
    const when =
      "when: (run) => run.branch.toLowerCase() === 'main' || run.sha.length > Date.now() || run.barnch.trim() === 'x'";
    const text = await shown({ "pipeline.ts": pipelineWith(when) });
    expect(text.match(/^error .*/gm)).toEqual([
      "error WB1011: type error: 'run.branch' is possibly 'undefined' (TS18048)",
      "error WB1040: a call of `toLowerCase` cannot be part of a condition",
      "error WB1040: `>` cannot be part of a condition",
      "error WB1030: Date.now() is not available: a pipeline has no clock, so that it compiles to the same bytes every time",
      "error WB1011: type error: Property 'barnch' does not exist on type 'Run'. Did you mean 'branch'? (TS2551)",
    ]);
  });

  it("shows patterns and globs that are no literals at the place that uses them", async () => {
    const before = `const patterns = { release: /^v(?=\\d)/ };\nconst folders = ["/src", "docs/**"];\n`;
    const when =
      'when: ({ tag, changed }) => patterns.release.test(tag ?? "") || changed(folders[0]!, `${folders[1]}/`)';
    expect(await shown({ "pipeline.ts": pipelineWith(when, before) })).toMatchInlineSnapshot(`
      "error WB1041: a condition cannot depend on a regular expression with \`(?=\`, which is look-around or a mode
        at pipeline.ts:5:97
        > 5 | ob("unit", { image: "node:20", steps: [sh\`npm test\`], when: ({ tag, changed }) => patterns.release.test(tag ?? "") || changed(folders[0]!, \`\${folders[1]}/\`) });
            |                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: write it so that RE2 reads it as JavaScript does (no look-around, no backreference), or as startsWith, endsWith, includes and ===

      error WB1041: a condition cannot depend on the glob "/src": it starts with \`/\`; paths are relative to the repository's root
        at pipeline.ts:5:133
        > 5 | ob("unit", { image: "node:20", steps: [sh\`npm test\`], when: ({ tag, changed }) => patterns.release.test(tag ?? "") || changed(folders[0]!, \`\${folders[1]}/\`) });
            |                                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: write a path from the repository's root with \`/\`, in which \`*\`, \`?\` and \`[a-z]\` stay within a name, \`**\` goes through folders, \`{a,b}\` is either, and \`!\` leaves files out

      error WB1041: a condition cannot depend on the glob "docs/**/": it ends with \`/\`; write \`/**\` for all that is inside
        at pipeline.ts:5:133
        > 5 | ob("unit", { image: "node:20", steps: [sh\`npm test\`], when: ({ tag, changed }) => patterns.release.test(tag ?? "") || changed(folders[0]!, \`\${folders[1]}/\`) });
            |                                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remedy: write a path from the repository's root with \`/\`, in which \`*\`, \`?\` and \`[a-z]\` stay within a name, \`**\` goes through folders, \`{a,b}\` is either, and \`!\` leaves files out
      "
    `);
  });

  it("shows what only evaluation can find, at its place", async () => {
    const before = `const table: Readonly<Record<string, string>> = { push: "main" };
const pick = (text: string) => table[text] === "main";
`;
    expect(
      await shown({ "pipeline.ts": pipelineWith("when: (run) => pick(run.event) || `${run.sha}` === 'a'", before) }),
    ).toMatchInlineSnapshot(`
      "error WB1041: a condition cannot depend on a property whose name is a value that is known only while the pipeline runs
        at pipeline.ts:3:32
          2 | const table: Readonly<Record<string, string>> = { push: "main" };
        > 3 | const pick = (text: string) => table[text] === "main";
            |                                ^^^^^^^^^^^
        it is called here:
        at pipeline.ts:5:84
        > 5 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => pick(run.event) || \`\${run.sha}\` === 'a' });
            |                                                                                    ^^^^^^^^^^^^^^^
        remedy: name the property, or list the cases with ===

      error WB1041: a condition cannot depend on a string made with a value that is known only while the pipeline runs
        at pipeline.ts:5:103
        > 5 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => pick(run.event) || \`\${run.sha}\` === 'a' });
            |                                                                                                       ^^^^^^^^^^^^
        remedy: compare that value on its own: with ===, startsWith, endsWith or includes
      "
    `);
  });

  it("refuses recursion", async () => {
    const before = `import type { Run } from "waybill";
const odd = (run: Run): boolean => !even(run);
const even = (run: Run): boolean => odd(run) && run.event === "push";
`;
    expect(await shown({ "pipeline.ts": pipelineWith("when: even", before) })).toMatchInlineSnapshot(`
      "error WB1041: a condition cannot depend on a helper that calls itself
        at pipeline.ts:4:37
          3 | const odd = (run: Run): boolean => !even(run);
        > 4 | const even = (run: Run): boolean => odd(run) && run.event === "push";
            |                                     ^^^^^^^^
        it is called here:
        at pipeline.ts:3:37
          2 | import type { Run } from "waybill";
        > 3 | const odd = (run: Run): boolean => !even(run);
            |                                     ^^^^^^^^^
        remedy: write the helper without recursion
      "
    `);
  });

  it("refuses helpers of packages, which have no source to read", async () => {
    const files = {
      "pipeline.ts": pipelineWith("when: (run) => isMain(run.branch)", 'import { isMain } from "pkg";\n'),
      "node_modules/pkg/package.json":
        '{ "name": "pkg", "version": "1.0.0", "types": "index.d.ts", "main": "index.js" }',
      "node_modules/pkg/index.d.ts": "export declare function isMain(name: string | undefined): boolean;\n",
      "node_modules/pkg/index.js": "exports.isMain = (name) => name === 'main';\n",
    };
    expect(await shown(files)).toMatchInlineSnapshot(`
      "error WB1040: a call of \`isMain\` cannot be part of a condition
        at pipeline.ts:4:84
        > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: (run) => isMain(run.branch) });
            |                                                                                    ^^^^^^^^^^^^^^^^^^
        remedy: use startsWith, endsWith, includes, a regular expression's test, [...].includes(x), run.changed, or a helper function of your own
      "
    `);
  });
});

describe("a condition that says nothing", () => {
  const codes = async (jobs: string) => {
    const { diagnostics } = await compiled({
      "pipeline.ts": `${HEAD}${jobs}\nexport default pipeline("app", { on: [push()], jobs });\n`,
    });
    return diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`);
  };
  const one = (when: string) => `const jobs = [job("unit", { image: "node:20", steps: [sh\`true\`], when: ${when} })];`;

  it.each([
    ["() => true", "warning WB2061 the condition of `unit` is always true: true"],
    ['(run) => run.branch !== ""', "warning WB2061 the condition of `unit` is always true: true"],
    [
      "(run) => run.branch === undefined || run.tag === undefined",
      "warning WB2061 the condition of `unit` is always true: run.branch === undefined || run.tag === undefined",
    ],
    ["() => false", "warning WB2060 `unit` never runs: no run can meet false"],
    [
      '(run) => run.branch === "main" && run.tag === "v1"',
      'warning WB2060 `unit` never runs: no run can meet run.branch === "main" && run.tag === "v1"',
    ],
    [
      '(run) => run.event === "schedule"',
      'warning WB2062 `unit` never runs: no trigger of this pipeline starts a run that meets run.event === "schedule"',
    ],
  ])("is a warning: %s", async (when, message) => expect(await codes(one(when))).toEqual([message]));

  it("is shown at the condition, and then at the job", async () => {
    const text = pipelineWith(
      "when: rarely",
      'const rarely = (run: Run) => run.branch === "main" && run.tag === "v1";\n',
    );
    const files = { "pipeline.ts": text.replace("push, sh", "push, type Run, sh") };
    expect(
      await shown(files),
    ).toBe(`warning WB2060: \`unit\` never runs: no run can meet run.branch === "main" && run.tag === "v1"
  at pipeline.ts:2:16
    1 | import { job, pipeline, push, type Run, sh } from "waybill";
  > 2 | const rarely = (run: Run) => run.branch === "main" && run.tag === "v1";
      |                ^
  unit is declared here:
  at pipeline.ts:4:14
  > 4 | const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], when: rarely });
      |              ^^^
  remedy: correct the condition, or remove the job
`);
  });

  it("may tell jobs apart that one place declares", async () => {
    const jobs = (test: string) =>
      `const jobs = ["a", "b", "c"].map((name) => job(name, { image: "node:20", steps: [sh\`true\`], when: (run) => ${test} }));`;
    expect(await codes(jobs('name === "a" || (name === "b" && run.event === "push")'))).toEqual([]);
    expect(await codes(jobs('name !== "d" || run.event === "push"'))).toEqual(
      ["a", "b", "c"].map((name) => `warning WB2061 the condition of \`${name}\` is always true: true`),
    );
  });
});

describe("a condition that nobody can read", () => {
  const MADE =
    'const main = (branch: string, run: Run) => run.branch === branch;\nconst when = main.bind(null, "main");\n';
  const frameOf = async (job: string) => {
    const text = `${HEAD.replace("sh }", "type Run, sh, step }")}${MADE}${job}\nexport default pipeline("app", { on: [push()], jobs: [unit] });\n`;
    return shown({ "pipeline.ts": text });
  };

  it("is shown where it is named, of a job and of a step", async () => {
    const all = await frameOf(`const unit = job("unit", {
  image: "node:20",
  steps: [sh\`true\`, step("docs", sh\`true\`, { when: main.bind(null, "next") })],
  when,
});`);
    expect(all).toBe(`error WB2006: cannot read the condition of a step of job unit
  at pipeline.ts:6:52
    5 |   image: "node:20",
  > 6 |   steps: [sh\`true\`, step("docs", sh\`true\`, { when: main.bind(null, "next") })],
      |                                                    ^^^^^^^^^^^^^^^^^^^^^^^
  remedy: write the arrow function in place, or declare the helper that makes it as a \`Predicate\`

error WB2006: cannot read the condition of job unit
  at pipeline.ts:7:3
    6 |   steps: [sh\`true\`, step("docs", sh\`true\`, { when: main.bind(null, "next") })],
  > 7 |   when,
      |   ^^^^
  remedy: write the arrow function in place, or declare the helper that makes it as a \`Predicate\`
`);
  });

  it("is shown where a cast hides it, however it is written, and at its job where nothing else is known", async () => {
    for (const [when, marked] of [
      ["(() => true) as never", "(() => true) as never"],
      ["function () { return true; } as never", "function () { return true; } as never"],
      ["function (run: Run) { return run.branch === `main`; } as never", undefined],
    ] as const) {
      const all = await frameOf(`const unit = job("unit", { image: "node:20", steps: [sh\`true\`], when: ${when} });`);
      expect([when, all.includes("WB2006")]).toEqual([when, marked !== undefined]);
      if (marked) expect(all).toMatch(new RegExp(`at pipeline.ts:4:71\n[^]*\\| +\\^{${marked.length}}\n`));
    }
    const loose =
      'const options: any = { when };\nconst unit = job("unit", { image: "node:20", steps: [sh`true`], ...options });';
    expect(await frameOf(loose)).toContain("at pipeline.ts:5:14");
  });
});
