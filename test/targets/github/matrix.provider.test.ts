import { describe, expect, it } from "vitest";
import { equal, RUN } from "../../../compiler/expr/index.ts";
import type { Job, Matrix, MatrixRow, ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { template } from "../../../compiler/targets/github/matrix/template.ts";
import { validateGitHub } from "../../conformance/targets.ts";
import { after, at, gate, graph, script, sh } from "../graphs.ts";
import { instancesOf, jobsOf } from "./reader.ts";

const rows: readonly MatrixRow[] = [
  { node: 20, os: "alpine" },
  { node: 22, os: "alpine" },
  { node: 22, os: "bookworm" },
];

function unit(of: (row: MatrixRow) => Partial<ScriptJob> = () => ({})): readonly ScriptJob[] {
  return rows.map((values) =>
    script(`unit-${values.node}-${values.os}`, {
      image: { kind: "registry", reference: `node:${values.node}-${values.os}` },
      matrix: { id: "unit", values },
      ...of(values),
    }),
  );
}

function withMatrix(
  instances: readonly ScriptJob[],
  others: readonly Job[] = [],
  more: Partial<Matrix> = {},
): StageGraph {
  const matrix: Matrix = {
    ...{
      id: "unit",
      location: at(),
      jobs: instances.map((one) => one.id),
      axes: { node: [20, 22], os: ["alpine", "bookworm"] },
    },
    ...{ include: [], exclude: [{ node: 20, os: "bookworm" }], failFast: false },
    ...more,
  };
  return graph([...instances, ...others], { matrices: [matrix] });
}

async function emitted(source: StageGraph) {
  const { files, diagnostics } = github.emit(source);
  const text = files[0]?.text ?? "";
  expect(await validateGitHub(text)).toEqual([]);
  return { text, jobs: jobsOf(text), diagnostics };
}

describe("instances that differ by values are one job", () => {
  it("with the author's axes, whose instances have the names of ours", async () => {
    const last = script("last", { needs: unit().map((one) => gate(one.id)) });
    const { jobs, text } = await emitted(withMatrix(unit(), [last], { failFast: true, maxParallel: 2 }));
    expect(Object.keys(jobs)).toEqual(["unit", "last"]);
    // GitHub fails fast where nothing is said.
    expect(jobs.unit?.strategy).toEqual({
      "max-parallel": 2,
      matrix: { node: [20, 22], os: ["alpine", "bookworm"], exclude: [{ node: 20, os: "bookworm" }] },
    });
    expect(instancesOf(jobs.unit!)).toEqual(rows);
    // GitHub names the instances where nothing is said: `unit (20, alpine)`.
    expect(jobs.unit?.name).toBeUndefined();
    expect(text).toContain("image: node:${{ matrix.node }}-${{ matrix.os }}");
    expect(jobs.last?.needs).toEqual(["unit"]);
  });

  it("with a row for each, where there is more to say than the axes do", async () => {
    const instances = unit(({ node }) => ({
      env: { EDITION: { kind: "literal", value: node === 22 ? "next" : "stable" } },
      allowFailure: node === 22 ? { exitCodes: [] } : false,
      timeout: Number(node) * 120,
    }));
    const { jobs, text } = await emitted(withMatrix(instances));
    expect(jobs.unit?.strategy?.matrix).toEqual({
      include: [
        { node: 20, os: "alpine", "timeout-minutes": 40, "continue-on-error": false, EDITION: "stable" },
        { node: 22, os: "alpine", "timeout-minutes": 44, "continue-on-error": true, EDITION: "next" },
        { node: 22, os: "bookworm", "timeout-minutes": 44, "continue-on-error": true, EDITION: "next" },
      ],
    });
    expect(text).toContain("timeout-minutes: ${{ matrix.timeout-minutes }}");
  });

  it("and their artifacts are kept apart, and fetched one by one", async () => {
    const instances = unit(() => ({
      artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] },
    }));
    const last = script("last", { needs: instances.map((one) => gate(one.id, true)) });
    const { text } = await emitted(withMatrix(instances, [last]));
    expect(text).toContain("name: unit-${{ matrix.node }}-${{ matrix.os }}\n          path:");
    for (const one of instances) expect(text).toContain(`name: ${one.id}\n          path: .waybill/${one.id}`);
  });

  it("with values that GitHub's expressions, numbers and texts leave as they are", async () => {
    const odd = ["${{ github.token }}", "it's", "3.10", ""];
    const instances = odd.map((text, index) =>
      script(`m-${index}`, { env: { TEXT: { kind: "literal", value: text } }, matrix: { id: "m", values: { text } } }),
    );
    const jobs = instances.map((one) => one.id);
    const matrix = { id: "m", location: at(), jobs, axes: { text: odd }, include: [], exclude: [], failFast: false };
    const { jobs: read } = await emitted(graph(instances, { matrices: [matrix] }));
    // The first holds what GitHub would replace, so it stays out of the matrix.
    expect(Object.keys(read)).toEqual(["m-0", "m-1", "m-2", "m-3"]);
  });
});

describe("instances that differ otherwise are jobs of their own", () => {
  const limited = { maxParallel: 1 };
  const last = (more: Partial<ScriptJob>) => [script("last", more)];
  const [first] = unit();
  const all = unit().map((one) => after(one.id));
  const output = { kind: "output", job: first!.id, name: "version" } as const;

  it.each<[string, StageGraph]>([
    [
      "the instances differ in steps[1].run",
      withMatrix(
        unit(({ node }) => ({ steps: [sh(`echo ${node}`)] })),
        [],
        limited,
      ),
    ],
    [
      "the instances differ in steps",
      withMatrix(
        unit(({ node }) => ({ steps: node === 20 ? [sh("a")] : [sh("a"), sh("b")] })),
        [],
        limited,
      ),
    ],
    [
      "their conditions differ",
      withMatrix(
        unit(({ os }) => ({ when: equal(RUN.branch, String(os)) })),
        [],
        limited,
      ),
    ],
    ["job last takes only some of the instances", withMatrix(unit(), last({ needs: all.slice(1) }), limited)],
    [
      "job last reads the output of one instance",
      withMatrix(
        unit(() => ({ outputs: ["version"] })),
        last({ needs: [gate(first!.id), ...all.slice(1)], env: { V: output } }),
        limited,
      ),
    ],
  ])("%s", async (reason, source) => {
    const { jobs, diagnostics } = await emitted(source);
    expect(Object.keys(jobs).filter((id) => id !== "last")).toEqual(unit().map((one) => one.id));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `WB3030 GitHub cannot apply maxParallel to the matrix \`unit\`: ${reason}`,
    ]);
  });

  it("where there are more instances than GitHub takes", async () => {
    const instances = Array.from({ length: 257 }, (_, node) =>
      script(`unit-${node}`, { matrix: { id: "unit", values: { node } } }),
    );
    const { jobs, diagnostics } = await emitted(withMatrix(instances, [], { maxParallel: 2 }));
    expect(Object.keys(jobs)).toHaveLength(257);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "GitHub cannot apply maxParallel to the matrix `unit`: it has 257 instances, and 256 are the most",
    ]);
  });

  it("without a word where nothing is lost by it", async () => {
    const { diagnostics } = await emitted(withMatrix(unit(({ node }) => ({ steps: [sh(`echo ${node}`)] }))));
    expect(diagnostics).toEqual([]);
  });
});

describe("a text for all instances", () => {
  it.each<[readonly string[], string | undefined]>([
    [["node:20-alpine", "node:22-alpine", "node:22-bookworm"], "node:${{ matrix.node }}-${{ matrix.os }}"],
    [["20", "22", "22"], "${{ matrix.node }}"],
    [["2020", "2022", "2022"], "20${{ matrix.node }}"],
    [["x${{ a.20 }}-20", "x${{ a.20 }}-22", "x${{ a.20 }}-22"], "x${{ a.20 }}-${{ matrix.node }}"],
    [["${{ a.20 }}", "${{ a.22 }}", "${{ a.22 }}"], undefined],
    [["a", "b", "c"], undefined],
  ])("%j", (texts, expected) => expect(template(texts, rows)).toBe(expected));
});
