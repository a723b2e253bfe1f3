import { describe, expect, it } from "vitest";
import { buildImage, job, manual, pipeline, push, runFacts, secret, sh } from "../../compiler/authoring/index.ts";
import { encode, eq, type Wire, withCondition } from "../../compiler/authoring/internal.ts";

const steps = [sh`true`];
const image = "x";

/** What some options of a job are on the wire, by name. */
function encoded(options: object): Record<string, unknown> {
  const { nodes } = wireOf(job("a", { image, steps, ...options } as Parameters<typeof job>[1]));
  return nodes.find((node) => node.name === "a")!.options as Record<string, unknown>;
}

function wireOf(...jobs: Parameters<typeof pipeline>[1]["jobs"]): Wire<unknown> {
  return JSON.parse(encode({ default: pipeline("p", { on: [push()], jobs }) })) as Wire<unknown>;
}

describe("what is no pipeline", () => {
  it.each([
    [undefined, { problem: "no-export", what: "nothing" }],
    [null, { problem: "not-a-pipeline", what: "null" }],
    ["x", { problem: "not-a-pipeline", what: "a text" }],
    [[], { problem: "not-a-pipeline", what: "a list" }],
    [{}, { problem: "not-a-pipeline", what: "an object" }],
    [() => 1, { problem: "not-a-pipeline", what: "a function" }],
    [4, { problem: "not-a-pipeline", what: "a number" }],
    [job("unit", { image, steps }), { problem: "not-a-pipeline", what: "a job" }],
    [buildImage("app", { repository: "r/app" }), { problem: "not-a-pipeline", what: "an image" }],
    [push(), { problem: "not-a-pipeline", what: "a push" }],
  ])("%s", (exported, expected) => expect(JSON.parse(encode({ default: exported }))).toEqual(expected));
});

describe("a declaration on the wire", () => {
  const unit = job("unit", { image, steps, outputs: ["version"] });

  it("is a node with its place, and a reference wherever it is used", () => {
    const { nodes, pipelines, main } = wireOf(job("a", { image, steps, needs: [unit, unit] }));
    expect([pipelines, main]).toEqual([[0], 0]);
    const index = nodes.findIndex((node) => node.name === "unit");
    const needs = { needs: [{ $ref: index }, { $ref: index }] };
    expect(nodes.find((node) => node.name === "a")).toMatchObject({ kind: "job", options: needs });
    expect(nodes[index]).toMatchObject({ at: { $at: { line: expect.any(Number), column: expect.any(Number) } } });
  });

  it("names the jobs whose outputs a condition asks", () => {
    const when = withCondition(
      () => true,
      () => eq(0, unit.outputs.version, "1"),
    );
    const { nodes } = wireOf(job("a", { image, steps, when }));
    const node = nodes.find(({ name }) => name === "a");
    const uses = [nodes.findIndex(({ name }) => name === "unit")];
    const variable = { kind: "output", job: "unit", name: "version" };
    expect(node).toMatchObject({ options: { when: { $when: { kind: "expr", uses, expr: { variable } } } } });
  });

  it("keeps scripts as they are written, and interpolations as values", () => {
    const trigger = manual({ inputs: { level: { type: "boolean", default: true } } });
    const app = buildImage("app", { repository: "r/app" });
    const all = sh`a\n ${"text"} ${5} ${secret("S")} ${unit.outputs.version} ${runFacts.branch} ${trigger.inputs.level} ${app}`;
    const { nodes } = wireOf(job("a", { image, steps: [all] }));
    const run = nodes.find(({ kind }) => kind === "step")!.run as { parts: string[]; values: { $ref: number }[] };
    expect(run.parts[0]).toBe("a\\n ");
    expect(run.values.slice(0, 2)).toEqual(["text", 5]);
    expect(run.values.slice(2).map(({ $ref }) => nodes[$ref])).toMatchObject([
      { kind: "secret", name: "S" },
      { kind: "output", name: "version" },
      { kind: "run", name: "branch" },
      { kind: "input", name: "level" },
      { kind: "image", name: "app" },
    ]);
  });

  it("keeps an author's keys apart from its own", () => {
    expect(encoded({ env: { $ref: "x", $$: "y", plain: "z" } }).env).toEqual({ $$ref: "x", $$$: "y", plain: "z" });
  });
});

describe("a value that has no place in a declaration", () => {
  const loop: Record<string, unknown> = { name: "x" };
  loop.self = loop;
  const deep = () => {
    let value: object = {};
    for (let level = 0; level < 100_000; level += 1) value = { value };
    return value;
  };
  class Variables {
    A = "own";
    get B(): string {
      return "computed";
    }
  }

  it.each<[string, unknown, unknown]>([
    ["a bigint", 1n, { $other: "a bigint" }],
    ["a symbol", Symbol("x"), { $other: "a symbol" }],
    ["a number that is none", Number.NaN, { $other: "NaN" }],
    ["a cycle", loop, { name: "x", self: { $other: "an object that contains itself" } }],
    ["a map", new Map([["A", "x"]]), { $other: "a Map" }],
    ["a date", new Date(0), { $other: "a Date" }],
    [
      "a getter that throws",
      {
        get A() {
          throw new Error("no");
        },
        B: "x",
      },
      { A: { $other: "a value that throws when it is read (no)" }, B: "x" },
    ],
    [
      "a proxy that throws",
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error("trap");
          },
        },
      ),
      { $other: "a value that throws when it is read (trap)" },
    ],
    ["toJSON", { toJSON: () => "other", A: "x" }, { toJSON: { $when: { kind: "unread" } }, A: "x" }],
    ["an object of a class", new Variables(), { A: "own", B: "computed" }],
  ])("is what it is in words: %s", (_what, value, expected) => {
    expect(encoded({ env: value }).env).toEqual(expected);
  });

  it("may be deep, or without end", () => {
    expect(JSON.stringify(encoded({ env: deep() }))).toContain("an object inside more than 200 others");
    const endless = new Proxy([], {
      get: (list, key) => (key === "length" ? 2 ** 50 : (Reflect.get(list, key) ?? "x")),
    });
    expect(() => encoded({ env: endless })).toThrow("the pipeline declares more than 2000000 values");
  });
});

describe("declarations", () => {
  const unit = job("unit", { image: "x", steps, outputs: ["version"], artifacts: ["out"] });

  it("cannot be changed", () => {
    for (const one of [unit, unit.outputs, unit.artifacts, steps[0], secret("S"), runFacts, push()]) {
      expect(Object.isFrozen(one)).toBe(true);
    }
  });

  it("refuse to become text, and say what to do", () => {
    expect(() => `${secret("TOKEN")}`).toThrow(
      "the secret TOKEN is not known until the job runs, so it cannot become part of a string: pass it in env, or interpolate it in sh`...` itself",
    );
    expect(() => `v${unit.outputs.version}`).toThrow("the output version is not known");
    expect(() => `${String(runFacts.branch)}`).toThrow("the run's branch is not known");
    expect(() => JSON.stringify({ token: secret("TOKEN") })).toThrow("the secret TOKEN");
  });
});
