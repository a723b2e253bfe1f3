import { describe, expect, it } from "vitest";
import { RUN } from "../../compiler/expr/index.ts";
import type { Job, StageGraph } from "../../compiler/graph/model/index.ts";
import { parseGraph } from "../../compiler/graph/parse.ts";
import { printGraph } from "../../compiler/graph/print.ts";
import { after, build, gate, graphOf, script, ship, smoke, step, told } from "./sample.ts";

const sample = graphOf([
  script("unit", {
    outputs: ["version"],
    when: { op: "matches", variable: RUN.branch, pattern: "^release/", flags: "" },
  }),
  build("app", { needs: [after("unit")] }),
  smoke("test", "app", { steps: [step("./smoke", { env: { V: { kind: "secret", name: "TOKEN" } } })] }),
  ship("live", "app", ["test"]),
]);

const parse = (graph: unknown) => parseGraph(JSON.stringify(graph, null, 2), "graph.json");
const messages = (jobs: readonly Job[], more: Partial<StageGraph> = {}) => told(parse(graphOf(jobs, more)).diagnostics);

describe("a saved graph", () => {
  it("comes back as it was", () => {
    const { graph, diagnostics } = parseGraph(printGraph(sample), "graph.json");
    expect(diagnostics).toEqual([]);
    expect(graph).toEqual(sample);
    expect(printGraph(graph!)).toBe(printGraph(sample));
  });

  it("is printed alike, in whatever order its fields were made", () => {
    const turned = JSON.parse(JSON.stringify(sample), (_, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as StageGraph;
    expect(printGraph(turned)).toBe(printGraph(sample));
    expect(printGraph(sample)).toMatch(/^\{\n {2}"version": 1,\n {2}"name": "sample",\n {2}"source": "pipeline.ts",\n/);
    expect(printGraph(sample).endsWith("}\n")).toBe(true);
  });

  it("must be JSON", () => {
    const { graph, diagnostics } = parseGraph("{", "graph.json");
    expect(graph).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: "WB2020", at: { file: "graph.json", line: 1, column: 1 } });
  });

  it.each([2, "1", null])("of version %j is refused", (version) => {
    expect(told(parse({ ...sample, version }).diagnostics)).toEqual([
      `WB2021 \`graph.json\` has version ${JSON.stringify(version)} of the graph format, but this program reads version 1`,
    ]);
  });

  it.each<[string, (graph: { jobs: Record<string, unknown>[] } & Record<string, unknown>) => unknown, string]>([
    ["no object", () => [], "the document must be object"],
    ["no version", ({ version: _, ...rest }) => rest, 'the document lacks the property "version"'],
    [
      "an unknown property",
      (graph) => ({ ...graph, extra: 1 }),
      'the document has a property "extra" that this format does not know',
    ],
    ["no jobs", (graph) => ({ ...graph, jobs: [] }), "jobs must NOT have fewer than 1 items"],
    [
      "an unknown kind",
      ({ jobs, ...rest }) => ({ ...rest, jobs: [jobs[0], { ...jobs[1], kind: "magic" }] }),
      'jobs[1] has a "kind" that this format does not know: "magic"',
    ],
    [
      "a wrong timeout",
      ({ jobs, ...rest }) => ({ ...rest, jobs: [{ ...jobs[0], timeout: "1h" }] }),
      "jobs[0].timeout must be number",
    ],
    [
      "a wrong choice",
      ({ jobs, ...rest }) => ({ ...rest, jobs: [{ ...jobs[0], shell: "zsh" }] }),
      'jobs[0].shell must be one of "sh", "bash"',
    ],
    [
      "a wrong id",
      ({ jobs, ...rest }) => ({ ...rest, jobs: [{ ...jobs[0], id: "1x" }] }),
      "jobs[0].id must match ^[A-Za-z][A-Za-z0-9_-]{0,149}$",
    ],
    [
      "a wrong variable",
      ({ jobs, ...rest }) => ({ ...rest, jobs: [{ ...jobs[0], env: { A: { kind: "secret" } } }] }),
      'jobs[0].env.A lacks the property "name"',
    ],
  ])("with %s is refused, with its path", (_, change, message) => {
    const copy = JSON.parse(JSON.stringify(sample)) as { jobs: Record<string, unknown>[] } & Record<string, unknown>;
    expect(told(parse(change(copy)).diagnostics)).toEqual([`WB2022 in the saved graph, ${message}`]);
  });

  it("is shown where it is wrong", () => {
    const text = JSON.stringify({ ...sample, jobs: [sample.jobs[0], { ...sample.jobs[1], timeout: 0 }] }, null, 2);
    const at = parseGraph(text, "graph.json").diagnostics[0]?.at;
    const line = text.split("\n")[at!.line - 1]!;
    expect(line.slice(at!.column - 1)).toBe("0,");
    expect(line).toContain('"timeout"');
  });
});

describe("the structure of a graph", () => {
  it("has one job of each name", () => {
    const [first, second] = [script("a"), script("a")];
    const { diagnostics } = parse(graphOf([first, second]));
    expect(told(diagnostics)).toEqual(["WB2023 two jobs are named `a`"]);
    expect(diagnostics[0]).toMatchObject({
      at: second.location,
      related: [{ message: "the first is here", at: first.location }],
    });
  });

  it("names what is not there", () => {
    const input = script("a", { env: { X: { kind: "input", name: "level" } } });
    expect(messages([input, script("b", { needs: [gate("c")] }), script("d", { stage: "later" })])).toEqual([
      "WB2024 `a` refers to the input `level`, which is not in the graph",
      "WB2024 `b` refers to the job `c`, which is not in the graph",
      "WB2024 `d` refers to the stage `later`, which is not in the graph",
    ]);
  });

  it("has no cycle; each edge of one is shown", () => {
    const jobs = [
      script("a", { needs: [gate("b")] }),
      script("b", { needs: [gate("c")] }),
      script("c", { needs: [gate("a")] }),
      script("d", { needs: [gate("a")] }),
    ];
    const { diagnostics } = parse(graphOf(jobs));
    expect(told(diagnostics)).toEqual(["WB2025 these jobs wait for each other: a -> b -> c -> a"]);
    expect(diagnostics[0]?.related?.map(({ message }) => message)).toEqual(["a needs b", "b needs c", "c needs a"]);
    expect(told(parse(graphOf([script("self", { needs: [gate("self")] })])).diagnostics)).toEqual([
      "WB2025 these jobs wait for each other: self -> self",
    ]);
  });

  it("uses jobs for what they are", () => {
    const jobs = [
      script("a", { outputs: ["x"] }),
      smoke("b", "a"),
      script("c", { needs: [gate("a")], env: { Y: { kind: "output", job: "a", name: "y" } } }),
      build("d"),
      ship("e", "d", ["d"], { needs: [gate("d")] }),
      script("f", { env: { X: { kind: "output", job: "a", name: "x" }, I: { kind: "image", job: "d" } } }),
      script("g", { when: { op: "equal", variable: { kind: "output", job: "a", name: "x" }, value: "1" } }),
      script("h", { needs: [gate("a"), after("a")] }),
    ];
    expect(messages(jobs)).toEqual([
      "WB2026 `b` uses `a`, which builds no image",
      "WB2026 `c` uses `a`, which has no output y",
      "WB2026 `e` uses `d`, which is not a test",
      "WB2027 `f` uses the output of `a` but does not need `a`",
      "WB2027 `f` uses the image of `d` but does not need `d`",
      "WB2027 `g` uses the output of `a` but does not need `a`",
      "WB2029 `h` needs `a` twice",
    ]);
  });

  it("has triggers that can be read", () => {
    const location = { file: "p.ts", line: 1, column: 1 };
    const triggers: StageGraph["triggers"] = [
      { kind: "push", branches: ["v[^1]"], tags: ["!v1"], paths: ["src/{a"], location },
      { kind: "schedule", cron: "0 3 * * 7", location },
    ];
    expect(messages([script("a")], { triggers })).toEqual([
      'WB2035 the trigger push: `branches` holds "v[^1]": no branch or tag name holds `^`',
      "WB2035 the trigger push: `tags` only takes names out (`!`), so that nothing matches",
      'WB2035 the trigger push: `paths` holds "src/{a": `{` has no meaning here',
      "WB2035 the trigger schedule: `cron` must be written 0 3 * * 0",
    ]);
  });

  it("has conditions that mean the same everywhere", () => {
    const jobs = [
      script("a", { when: { op: "matches", variable: RUN.tag, pattern: "(?=x)", flags: "" } }),
      script("b", { when: { op: "not", operand: { op: "changed", globs: ["src/{a,b}"] } } }),
    ];
    expect(messages(jobs)).toEqual([
      "WB2028 the condition of `a` uses /(?=x)/, which does not mean the same everywhere: `(?=`, which is look-around or a mode",
      'WB2028 the condition of `b` uses "src/{a,b}", which does not mean the same everywhere: `{` has no meaning here',
    ]);
  });
});
