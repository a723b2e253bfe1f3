import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equal, isSet, not, RUN } from "../../../compiler/expr/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { canonical, type FingerprintSources, fingerprintOf } from "../../../runtime/reuse/fingerprint.ts";
import type { ValueSources } from "../../../runtime/values/values.ts";
import { facts, need, scriptJob, step } from "../graphs.ts";
import "../../property/seed.ts";

const location = { file: "pipeline.ts", line: 1, column: 1 };
const literal = (value: string) => ({ kind: "literal", value }) as const;
const database = {
  ...{ name: "db", image: { kind: "registry", reference: "postgres:16" } as const, ports: [5432], location },
  ...{ env: { DB: literal("x") }, command: ["postgres"], ready: { kind: "tcp", port: 5432, timeout: 60 } as const },
};
const artifacts = { paths: ["out"], exclude: ["out/tmp"], on: "success", retentionDays: 7, junit: [] } as const;
const full = scriptJob("full", {
  env: { A: literal("a"), V: { kind: "output", job: "before", name: "v" }, B: { kind: "run", name: "branch" } },
  steps: [step("one", { env: { S: literal("s") }, workingDirectory: "web" }), step("two")],
  needs: [need("before", { artifacts: true })],
  ...{ services: [database], inputs: ["src"], outputs: ["v"], user: "1000", workingDirectory: "sub", artifacts },
  caches: [{ prefix: "npm", keyFiles: ["lock"], paths: [".npm"], policy: "pull-push" }],
});

const values: ValueSources = {
  ...{ facts, secret: () => undefined, input: () => undefined, image: () => undefined },
  output: () => "1",
};
const usual: FingerprintSources = {
  ...{ values, platform: "docker linux/amd64", inputs: "i", artifacts: () => "a" },
  image: (image) => (image.kind === "registry" ? `id of ${image.reference}` : undefined),
};
const whole = (job: ScriptJob, more: Partial<FingerprintSources> = {}) =>
  fingerprintOf(job, { ...usual, ...more })?.whole;
const before = whole(full);

/** The same value, its properties in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, shuffled(inner)]),
  );
}

it("counts a step's condition as whether it holds", () => {
  const onTag = step("two", { when: isSet(RUN.tag) });
  const notOnTag = step("two", { when: not(isSet(RUN.tag)) });
  const [one] = full.steps as [ScriptJob["steps"][0]];
  expect(whole({ ...full, steps: [one, notOnTag] })).toBe(before);
  expect(whole({ ...full, steps: [one, onTag] })).not.toBe(before);
  const asks = step("two", { when: equal({ kind: "output", job: "before", name: "v" }, "1") });
  const early = (output: string) =>
    fingerprintOf({ ...full, steps: [one, asks] }, { ...usual, values: { ...values, output: () => output } });
  expect(early("1")?.early).toBe(early("2")?.early);
  expect(early("1")?.whole).not.toBe(early("2")?.whole);
});

describe("a fingerprint changes with", () => {
  const [one, two] = full.steps as [ScriptJob["steps"][0], ScriptJob["steps"][0]];
  it.each<[string, Partial<ScriptJob>]>([
    ["the image", { image: { kind: "registry", reference: "node:22" } }],
    ["a step's script", { steps: [one, step("two!")] }],
    ["a step's folder", { steps: [{ ...one, workingDirectory: "." }, two] }],
    ["a step's environment", { steps: [{ ...one, env: { S: literal("t") } }, two] }],
    ["the order of steps", { steps: [two, one] }],
    ["a step more", { steps: [one, two, two] }],
    ["a step less", { steps: [one] }],
    ["a variable's value", { env: { ...full.env, A: literal("b") } }],
    ["a variable more", { env: { ...full.env, C: literal("") } }],
    ["a variable less", { env: { A: literal("a") } }],
    ["a service less", { services: [] }],
    ["a service's image", { services: [{ ...database, image: { kind: "registry", reference: "postgres:17" } }] }],
    ["a service's environment", { services: [{ ...database, env: {} }] }],
    ["a service's command", { services: [{ ...database, command: ["postgres", "-c"] }] }],
    ["a service's name", { services: [{ ...database, name: "database" }] }],
    ["a service's readiness", { services: [{ ...database, ready: { kind: "tcp", port: 5432, timeout: 5 } }] }],
    ["the outputs", { outputs: ["v", "w"] }],
    ["the files to keep", { artifacts: { ...artifacts, paths: ["dist"] } }],
    ["the files to leave out", { artifacts: { ...artifacts, exclude: [] } }],
    ["when files are kept", { artifacts: { ...artifacts, on: "always" } }],
    ["the shell", { shell: "bash" }],
    ["the user", { user: "0" }],
    ["the folder", { workingDirectory: "other" }],
    ["artifacts that are not taken any more", { needs: [] }],
    ["what nobody has thought about yet", { privileged: true } as never],
  ])("%s", (_, change) => expect(whole({ ...full, ...change })).not.toBe(before));

  it.each<[string, Partial<FingerprintSources>]>([
    ["the platform", { platform: "docker linux/arm64" }],
    ["what a tag stands for", { image: () => "another id" }],
    ["its input files", { inputs: "j" }],
    ["the artifacts of a need", { artifacts: () => "b" }],
    ["the output of a need", { values: { ...values, output: () => "2" } }],
    ["a fact that it reads", { values: { ...values, facts: { ...facts, branch: "other" } } }],
  ])("%s", (_, change) => expect(whole(full, change)).not.toBe(before));
});

describe("a fingerprint does not change with", () => {
  it.each<[string, Partial<ScriptJob>]>([
    ["its name", { id: "other" }],
    ["its place", { location: { ...location, line: 9 }, stage: "later" }],
    [
      "the places and names of steps",
      { steps: full.steps.map((one) => ({ ...one, name: "x", location: { ...location, line: 7 } })) },
    ],
    ["when it runs", { when: { op: "constant", value: false } }],
    ["how long and how often it may", { timeout: 5, retry: 2, allowFailure: { exitCodes: [] } }],
    ["jobs that only come first", { needs: [...full.needs, need("other")] }],
    ["how long a provider keeps its artifacts", { artifacts: { ...artifacts, retentionDays: 1, junit: ["x.xml"] } }],
    ["globs that match the same files", { inputs: ["src/**"] }],
    ["its caches", { caches: [] }],
    ["a provider's machine", { runner: { gitlab: ["large"], github: ["large"] } }],
  ])("%s", (_, change) => expect(whole({ ...full, ...change })).toBe(before));

  it("facts that it does not read", () => {
    expect(whole(full, { values: { ...values, facts: { ...facts, sha: "b".repeat(40) } } })).toBe(before);
  });

  it("the order of properties, whatever they are", () => {
    expect(whole(shuffled(full) as ScriptJob)).toBe(before);
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(canonical(shuffled(a))).toBe(canonical(a));
        // And nothing else is lost.
        expect(canonical(a) === canonical(b)).toBe(canonical(shuffled(a)) === canonical(shuffled(b)));
        expect(JSON.parse(canonical(a))).toEqual(JSON.parse(JSON.stringify(a)));
      }),
    );
  });
});

it("changes with any variable, step and output, each apart from the others", () => {
  const word = fc.string({ maxLength: 4 });
  const jobs = fc.record({
    env: fc.dictionary(fc.constantFrom("A", "B", "A of step 1"), word),
    steps: fc.array(word, { minLength: 1, maxLength: 3 }),
    outputs: fc.array(word, { maxLength: 2 }),
  });
  const made = ({ env, steps, outputs }: { env: Record<string, string>; steps: string[]; outputs: string[] }) =>
    scriptJob("x", {
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, literal(value)])),
      ...{ steps: steps.map((script) => step(script)), outputs },
    });
  fc.assert(
    fc.property(jobs, jobs, (a, b) => {
      expect(whole(made(a)) === whole(made(b))).toBe(canonical(a) === canonical(b));
    }),
    { numRuns: 500 },
  );
});

it("knows ahead of the needs what does not depend on them", () => {
  const early = (more: Partial<FingerprintSources>) => fingerprintOf(full, { ...usual, ...more })?.early;
  expect(early({ artifacts: () => "b", values: { ...values, output: () => "2" } })).toBe(early({}));
  expect(early({ inputs: "j" })).not.toBe(early({}));
});

it("is not known while an image is not", () => {
  expect(fingerprintOf(full, { ...usual, image: () => undefined })).toBeUndefined();
});

it("holds no value, only digests", () => {
  expect(JSON.stringify(fingerprintOf(full, usual))).not.toMatch(/postgres:16|"s"|main/);
  expect(Object.values(fingerprintOf(full, usual)?.fields ?? {}).every((one) => /^[0-9a-f]{64}$/.test(one))).toBe(true);
});
