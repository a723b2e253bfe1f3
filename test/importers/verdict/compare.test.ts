import { expect, it } from "vitest";
import { ALWAYS, and, type Expr, equal, isEvent, isSet, not, RUN } from "../../../compiler/expr/index.ts";
import { opaque } from "../../../compiler/importers/foreign.ts";
import { callOf, dataValue, type ImportedPipeline, object } from "../../../compiler/importers/model.ts";
import { type JobBehaviour, markdownReport, textReport, verdicts } from "../../../compiler/importers/verdict/index.ts";

const at = { file: "ci.yml", line: 10, column: 1, endLine: 14, endColumn: 1 };
const behaviour = (condition: Expr, aspects: JobBehaviour["aspects"], instance = ""): JobBehaviour => ({
  ...{ job: "unit", instance, at, condition, aspects },
});
const pipeline = (rest: Partial<ImportedPipeline> = {}): ImportedPipeline => ({
  ...{
    name: "ci",
    source: "ci.yml",
    provider: "github",
    comments: [],
    triggers: [],
    shared: [],
    options: {},
    notes: [],
  },
  jobs: [{ id: "unit", at, comments: [], kind: "job", needs: [], steps: [], spreads: [], options: {} }],
  ...rest,
});
const judge = (was: readonly JobBehaviour[], now: readonly JobBehaviour[], of = pipeline()) =>
  verdicts({ original: { jobs: was }, written: { jobs: now }, pipeline: of, names: new Map([["unit", "unit"]]) });

it("calls a job the same only where conditions are proved equal and every aspect is equal", () => {
  const was = behaviour(and(isEvent("push"), not(equal(RUN.tag, null))), { script: ["a"], env: { A: "1", B: "2" } });
  const now = behaviour(and(isSet(RUN.tag), isEvent("push")), { env: { B: "2", A: "1" }, script: ["a"] });
  expect(judge([was], [now])).toMatchObject([{ kind: "same", differences: [] }]);
});

it("names each difference, with a run for a condition", () => {
  const was = behaviour(and(isEvent("push"), isSet(RUN.branch)), { env: { A: "1" }, key: true });
  const now = behaviour(isEvent("push"), { env: { A: "2" } });
  expect(textReport([{ source: "ci.yml", verdicts: judge([was], [now]), notes: [] }])).toBe(`ci.yml
  unit: the same but for
    - on a push of tag \`v1\`: was skipped, now runs
    - env.A: was 1, now 2
    - key: was true, now not set
1 job: 1 the same but for
`);
});

it("takes a condition that cannot be read for itself alone", () => {
  const is = (expr: Expr) => judge([behaviour(opaque("hashFiles('a') != ''"), {})], [behaviour(expr, {})])[0]?.kind;
  expect(is(opaque("hashFiles('a') != ''"))).toBe("same");
  expect(is(opaque("hashFiles('b') != ''"))).toBe("but");
  expect(is(ALWAYS)).toBe("but");
});

it("lets a lost line and a missing instance stand in the way of `same`", () => {
  const one = behaviour(ALWAYS, {}, "1");
  const notes = [{ kind: "lost", at, job: "unit", message: "`key` is not carried" }] as const;
  expect(judge([one], [one], pipeline({ notes }))[0]).toMatchObject({ kind: "but" });
  expect(judge([one, { ...one, instance: "2" }], [one])[0]).toMatchObject({ kind: "but" });
  expect(judge([one], [])[0]).toMatchObject({ kind: "notCarried" });
});

it("names what stays native in a job whose every part is equal", () => {
  const native = object({ github: dataValue({ strategy: { "max-parallel": 2 }, "runs-on": "big" }) });
  const keptAt = new Map([["strategy", { file: "ci.yml", line: 12, column: 3 }]]);
  const step = { at: { file: "ci.yml", line: 13, column: 5 }, comments: [], options: {} };
  const steps = [{ ...step, run: callOf("nativeStep", object({ github: object({ uses: "a/b@v1" }) })) }];
  const [job] = pipeline().jobs;
  const of = pipeline({ jobs: [{ ...job!, options: { native }, keptAt, steps }] });
  const judged = judge([behaviour(ALWAYS, {})], [behaviour(ALWAYS, {})], of);
  expect(textReport([{ source: "ci.yml", verdicts: judged, notes: [] }])).toBe(`ci.yml
  unit: the same, proved, with \`strategy\` (line 12), \`runs-on\` (line 10), \`step 1\` (line 13) kept as they were (native)
1 job: 1 the same, proved (1 with parts kept as they were)
`);
});

it("reports by line what is not there, as a page for a pull request", () => {
  const page = markdownReport([{ source: "ci.yml", verdicts: judge([behaviour(ALWAYS, {})], []), notes: [] }]);
  expect(page).toContain("| `unit` | not carried: lines 10 to 14 |  |");
});
