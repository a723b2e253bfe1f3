import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it, vi } from "vitest";
import { and, changed, equal, isEvent, not, RUN } from "../../compiler/expr/build.ts";
import { evaluate } from "../../compiler/expr/evaluate.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import { type GitHubCondition, type PlanAtom, printGitHub } from "../../compiler/targets/github/conditions/print.ts";
import { printGitLab } from "../../compiler/targets/gitlab/conditions/print.ts";
import { printGitLabShell } from "../../compiler/targets/gitlab/conditions/shell-test.ts";
import { ALWAYS, type Expr } from "../../compiler/expr/model.ts";
import type { KnownRuns } from "../../compiler/targets/github/conditions/run-facts.ts";
import { EVENT_NAMES } from "../../compiler/targets/github/conditions/tests.ts";
import { EVENT_SOURCES } from "../../compiler/targets/gitlab/conditions/terms.ts";
import { gitlabFacts } from "../../compiler/targets/gitlab/run-facts.ts";
import { patternProblem } from "../../compiler/expr/regex/index.ts";
import { contextsOf, evaluateExpression, isTruthy } from "../expr/github-evaluator/evaluate.ts";
import { evaluateShell } from "../expr/github-evaluator/shell.ts";
import { isIncluded, pipelineOf } from "../expr/gitlab-evaluator/pipeline.ts";
import { condition, FILES, GLOBS, PATTERNS, run, TEXTS } from "./conditions.ts";
import { evaluateRuleIf } from "./gitlab-ci-local.ts";
import { randomPattern } from "./patterns.ts";

vi.setConfig({ testTimeout: 600_000 });
/** WAYBILL_PROPERTY_RUNS=100000 is the full proof. */
const numRuns = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 5000);
const forGitLab = condition({ outputs: false, changed: true, edges: true, provider: "gitlab" });
const forSteps = condition({ outputs: true, changed: true, edges: true, provider: "gitlab" });
const forGitHub = condition({ outputs: true, changed: true, edges: false, leftOut: true, provider: "github" });

/** A workflow that every event starts, a call included, and that asks for inputs by hand. */
const ANY_RUN: KnownRuns = {
  starts: ALWAYS,
  callable: true,
  onTarget: true,
  booleans: new Set(["dry"]),
  inputs: new Map([
    ["level", { unasked: not(isEvent("manual")), standard: "0" }],
    ["dry", { unasked: not(isEvent("manual")), standard: "" }],
  ]),
};
/** The providers that have an event. */
const isGitHubs = ({ event }: ConditionFacts) => EVENT_NAMES[event] !== undefined;
const isGitLabs = ({ event }: ConditionFacts) => event === "mergeQueue" || EVENT_SOURCES[event] !== undefined;
const printedGitLab = (expr: Expr) => printGitLab(gitlabFacts(expr, ALWAYS));

type Printed = Exclude<GitHubCondition, { refused: string }>;

/** What the plan job would put out: its own means are tried below, on real tools. */
function planned(atoms: readonly Expr[], printed: Printed, facts: ConditionFacts): Record<string, string> {
  const values = atoms.map((atom) => {
    const alone = printGitHub(atom);
    // What only a push knows is asked on a push.
    const own = "refused" in alone ? printGitHub(and(isEvent("push"), atom)) : alone;
    const output = "plan" in own ? own.plan[0]?.output : undefined;
    return [output ?? "", String(evaluate(atom, facts))] as const;
  });
  const all = Object.fromEntries(values);
  return Object.fromEntries(printed.plan.map(({ output }) => [output, all[output] ?? "missing"]));
}

function atomsOf(expr: Expr): readonly Expr[] {
  if (expr.op === "not") return atomsOf(expr.operand);
  return expr.op === "and" || expr.op === "or" ? expr.operands.flatMap(atomsOf) : [expr];
}

const environment = (printed: Printed, contexts: ReturnType<typeof contextsOf>) =>
  Object.fromEntries(
    Object.entries(printed.guard?.env ?? {}).map(([name, text]) => [
      name,
      evaluateExpression(text, contexts).coerceString(),
    ]),
  );

describe("GitHub", () => {
  it("runs a job exactly when its condition holds", () => {
    let guards = 0;
    const sample: { readonly test: string; readonly env: Record<string, string>; readonly expected: boolean }[] = [];
    fc.assert(
      fc.property(forGitHub, run, (given, facts) => {
        fc.pre(isGitHubs(facts));
        const whole = printGitHub(given, { runs: ANY_RUN });
        // What only a push knows is asked on a push.
        const expr = "refused" in whole ? and(isEvent("push"), given) : given;
        const printed = printGitHub(expr, { runs: ANY_RUN });
        if ("refused" in printed) throw new Error(printed.refused);
        const expected = evaluate(expr, facts);
        // Several `changed` may have become one.
        const atoms = [
          ...atomsOf(expr),
          ...printed.plan.flatMap((one) => (one.kind === "changed" ? [changed(...one.globs)] : [])),
        ];
        const contexts = contextsOf(facts, planned(atoms, printed, facts));
        const native = isTruthy(evaluateExpression(printed.native, contexts));
        if (!native || !printed.guard) {
          expect(native).toBe(expected);
          return;
        }
        guards++;
        const env = environment(printed, contexts);
        if (sample.length < 400) sample.push({ test: printed.guard.test, env, expected });
        expect(evaluateShell(printed.guard.test, env)).toBe(expected);
      }),
      { numRuns },
    );
    expect(guards).toBeGreaterThan(numRuns / 20);
    for (const shell of ["sh", "bash"]) expect(inShell(shell, sample)).toEqual(sample.map(({ expected }) => expected));
  });
});

/** Variables that a job of GitLab's may lack: one shell runs all tests, and none must find another's. */
const UNSET = Object.fromEntries(
  [
    ...["X", "Y", "CI_COMMIT_BRANCH", "CI_COMMIT_TAG", "OUT_unit_version", "OUT_unit_2_version"],
    ...["SOURCE_BRANCH_NAME", "TARGET_BRANCH_NAME", "SOURCE_PROJECT_PATH", "PROJECT_PATH", "SOURCE_BRANCH_SHA"].map(
      (one) => `CI_MERGE_REQUEST_${one}`,
    ),
    ...["IID", "TITLE", "DRAFT", "LABELS", "EVENT_TYPE"].map((one) => `CI_MERGE_REQUEST_${one}`),
  ].map((name) => [name, ""]),
);

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs all tests in one real shell. */
function inShell(
  shell: string,
  tests: readonly { readonly test: string; readonly env: Readonly<Record<string, string>> }[],
  options = "u",
): readonly boolean[] {
  const script = tests.map(({ test, env }) => {
    const set = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    return `${set.join("\n")}\nif ${test}; then echo yes; else echo no; fi`;
  });
  const output = execFileSync(shell, [`-e${options}`, "-s"], {
    input: script.join("\n"),
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return output
    .trim()
    .split("\n")
    .map((line) => line === "yes");
}

describe("GitHub's plan job", () => {
  const actor: Expr & { op: "equal" } = equal(RUN.actor, "x") as Expr & { op: "equal" };
  const matches = (pattern: string, flags: "" | "i"): Expr => ({
    op: "matches",
    variable: actor.variable,
    pattern,
    flags,
  });
  const facts = (value: string): ConditionFacts => ({
    event: "push",
    sha: "0".repeat(40),
    actor: value,
    branch: "main",
    vars: {},
    changedFiles: [],
  });
  const testOf = (expr: Expr): string | undefined => {
    const printed = printGitHub(expr);
    const atom: PlanAtom | undefined = "plan" in printed ? printed.plan[0] : undefined;
    return atom?.kind === "matches" ? atom.test : undefined;
  };

  const compare = (patterns: readonly (readonly [string, "" | "i"])[], texts: readonly string[]) => {
    const cases = patterns.flatMap(([pattern, flags]) => {
      const expr = matches(pattern, flags);
      const test = testOf(expr);
      return test === undefined
        ? []
        : texts.map((text) => ({
            test,
            env: { WAYBILL_ACTOR: text },
            pattern,
            text,
            expected: evaluate(expr, facts(text)),
          }));
    });
    const answers = inShell("bash", cases);
    expect(cases.filter((one, index) => answers[index] !== one.expected)).toEqual([]);
    return cases.length;
  };

  it("matches patterns in bash as JavaScript does", () => {
    const ascii = PATTERNS.filter((one) => !/\\u/.test(one));
    const cases = [...PATTERNS.map((one) => [one, ""] as const), ...ascii.map((one) => [one, "i"] as const)];
    expect(compare(cases, TEXTS)).toBeGreaterThan(1000);
  });

  it("matches random patterns in bash as JavaScript does", () => {
    const patterns = fc
      .sample(randomPattern, { numRuns: 300, seed: 7 })
      .filter((one) => patternProblem(one, "") === undefined);
    const texts = fc.sample(fc.string({ unit: fc.constantFrom(..."abAB1-_]^[.\\/ \nü"), maxLength: 6 }), {
      numRuns: 30,
      seed: 7,
    });
    expect(
      compare(
        patterns.map((one) => [one, ""] as const),
        texts.filter((text) => text !== ""),
      ),
    ).toBeGreaterThan(2000);
  });

  it("finds changed files by git's own globs", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-globs-"));
    try {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, encoding: "utf8" });
      git("init", "-q");
      git("commit", "-q", "--allow-empty", "-m", "empty");
      for (const file of FILES.filter((one) => one !== "src")) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), file);
      }
      git("add", "-A");
      git("commit", "-q", "-m", "files");
      for (const glob of GLOBS) {
        const printed = printGitHub(changed(glob));
        const atom = "plan" in printed ? printed.plan[0] : undefined;
        if (atom?.kind !== "changed") throw new Error("no plan");
        const found = git("diff", "--name-only", "--no-renames", "HEAD~1", "HEAD", "--", ...atom.pathspecs)
          .trim()
          .split("\n")
          .filter((line) => line);
        const expected = FILES.filter(
          (one) => one !== "src" && evaluate(changed(glob), { ...facts("x"), changedFiles: [one] }),
        );
        expect({ glob, found: found.sort() }).toEqual({ glob, found: expected.sort() });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("GitLab", () => {
  it("has a job in the pipeline exactly when its condition holds", () => {
    let refused = 0;
    fc.assert(
      fc.property(forGitLab, run, fc.boolean(), fc.boolean(), (expr, facts, isNew, merged) => {
        fc.pre(isGitLabs(facts));
        const printed = printedGitLab(expr);
        if ("refused" in printed) {
          refused++;
          return;
        }
        const compared = isNew && facts.event === "push" ? { ...facts, changedFiles: [] } : facts;
        expect(isIncluded(printed.rules, pipelineOf(facts, { isNew, merged }))).toBe(evaluate(expr, compared));
      }),
      { numRuns },
    );
    expect(refused).toBeLessThan(numRuns / 20);
  });

  it("runs a step exactly when its condition holds, by its script's own tests and by witnesses of what GitLab decides", () => {
    let foreseen = 0;
    const sample: { readonly test: string; readonly env: Record<string, string>; readonly expected: boolean }[] = [];
    fc.assert(
      fc.property(forSteps, run, fc.boolean(), fc.boolean(), (expr, facts, isNew, merged) => {
        fc.pre(isGitLabs(facts));
        const pipeline = pipelineOf(facts, { isNew, merged });
        const { variables } = pipeline;
        const isPresent = (atom: Expr) => {
          const witness = printGitLab(atom);
          if ("refused" in witness) throw new Error(witness.refused);
          return isIncluded(witness.rules, pipeline);
        };
        const printed = printGitLabShell(gitlabFacts(expr, ALWAYS), {
          output: ({ job, name }) => `$(printf '%s\\n' "$OUT_${job.replace("-", "_")}_${name}")`,
          step: () => "",
          foreseen(atom, holds) {
            expect(isPresent(not(atom))).toBe(!isPresent(atom));
            return String(isPresent(atom) === holds);
          },
        });
        if ("refused" in printed) throw new Error(printed.refused);
        foreseen += printed.foreseen.length;
        const outputs = Object.entries(facts.outputs ?? {}).flatMap(([job, values]) =>
          Object.entries(values).map(([name, value]) => [`OUT_${job.replace("-", "_")}_${name}`, value] as const),
        );
        const env = { ...UNSET, ...variables, ...Object.fromEntries(outputs) };
        const compared = isNew && facts.event === "push" ? { ...facts, changedFiles: [] } : facts;
        sample.push({ test: printed.test, env, expected: evaluate(expr, compared) });
      }),
      { numRuns: Math.min(numRuns, 5000) },
    );
    expect(foreseen).toBeGreaterThan(numRuns / 6);
    for (const shell of ["sh", "bash"]) {
      const answers = inShell(shell, sample, "");
      expect(sample.filter((one, index) => answers[index] !== one.expected)).toEqual([]);
    }
  });

  it("is read alike by gitlab-ci-local, where that is right", () => {
    const compared = { plain: 0, matches: 0 };
    fc.assert(
      fc.property(forGitLab, run, (expr, facts) => {
        fc.pre(isGitLabs(facts));
        const printed = printedGitLab(expr);
        const { variables } = pipelineOf(facts, { isNew: false, merged: false });
        if ("refused" in printed) return;
        for (const { if: text } of printed.rules) {
          if (text === undefined || !isReadRightly(text, variables)) continue;
          compared[/[=!]~/.test(text) ? "matches" : "plain"]++;
          const own = isIncluded([{ if: text, run: true }], { variables, changed: [] });
          expect({ text, value: evaluateRuleIf(text, { ...variables }) }).toEqual({ text, value: own });
        }
      }),
      { numRuns: Math.min(numRuns, 10_000) },
    );
    expect(compared.plain).toBeGreaterThan(200);
    expect(compared.matches).toBeGreaterThan(40);
  });
});

/**
 * gitlab-ci-local pastes values into JavaScript, takes `$` in a string or a pattern for a variable, finds the end of a match on an unset
 * variable at the first parenthesis, and counts no match that is empty. There it is known to be wrong, and is not asked.
 */
function isReadRightly(text: string, variables: Readonly<Record<string, string>>): boolean {
  const matches = /\$(\w+) [=!]~ \/(.*?)\/(?= |\)|$)/g;
  const strings = text.replaceAll(matches, "").match(/"[^"]*"|'[^']*'/g) ?? [];
  const isPlain = (value: string) => /^[\w./ =!#()-]*$/.test(value);
  const read = [...text.matchAll(/\$(\w+)/g)].map(([, name]) => variables[name!] ?? "");
  if (!read.every(isPlain) || !strings.every((one) => isPlain(one.slice(1, -1)))) return false;
  return [...text.matchAll(matches)].every(
    ([, name, body]) =>
      /^[\x20-\x7e]*$/.test(body!) &&
      !/\$\w/.test(body!) &&
      Object.hasOwn(variables, name!) &&
      !RE2JS.compile(body!).matcher("").find(),
  );
}
