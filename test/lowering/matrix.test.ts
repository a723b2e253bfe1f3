import { describe, expect, it } from "vitest";
import { job, matrix, sh } from "../../compiler/authoring/index.ts";
import { graphOf, jobOf, lowerJobs, scriptOf, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];
const plain = () => ({ image, steps });

describe("a matrix", () => {
  const unit = matrix(
    "unit",
    {
      axes: { node: [20, 22], os: ["alpine", "bookworm"] },
      exclude: [{ node: 20, os: "bookworm" }],
      include: [{ node: 24, os: "alpine" }],
      failFast: true,
      maxParallel: 2,
    },
    ({ node, os }) => ({
      image: `node:${node}-${os}`,
      env: { EDITION: node === 24 ? "next" : "stable" },
      steps: [sh`echo ${node} on ${os}, ${`${node}/${os}`}, ${"the same"}`],
      outputs: ["version"],
      artifacts: ["out"],
    }),
  );

  it("becomes a job for each combination, and says so", () => {
    const graph = graphOf([unit]);
    expect(graph.jobs.map(({ id }) => id)).toEqual([
      "unit-20-alpine",
      "unit-22-alpine",
      "unit-22-bookworm",
      "unit-24-alpine",
    ]);
    expect(graph.matrices).toMatchObject([
      { id: "unit", jobs: graph.jobs.map(({ id }) => id), failFast: true, maxParallel: 2 },
    ]);
    expect(jobOf(graph, "unit-22-bookworm")).toMatchObject({
      image: { reference: "node:22-bookworm" },
      matrix: { id: "unit", values: { node: 22, os: "bookworm" } },
      env: { EDITION: { value: "stable" } },
    });
    expect(jobOf(graph, "unit-24-alpine")).toMatchObject({ env: { EDITION: { value: "next" } } });
  });

  it("has one script for all instances, with what varies in variables", () => {
    const graph = graphOf([unit]);
    const first = graph.jobs.map((one) => (one.kind === "script" ? one.steps[0]! : undefined));
    expect(new Set(first.map((step) => JSON.stringify(step?.run)))).toHaveLength(1);
    expect(first[1]).toMatchObject({
      run: { script: 'echo "${NODE}" on "${OS}", "${VALUE_3}", \'the same\'' },
      env: { NODE: { value: "22" }, OS: { value: "alpine" }, VALUE_3: { value: "22/alpine" } },
    });
  });

  it("keeps a text where a variable may not stand", () => {
    const pages = matrix("pages", { axes: { n: [1, 2] } }, ({ n }) => ({ image, steps: [sh`echo $((1 + ${n}))`] }));
    expect(scriptOf([pages], "pages-2").steps[0]?.run).toEqual({ kind: "shell", script: "echo $((1 + 2))" });
  });

  it("is needed as a whole, or by the instance", () => {
    const all = job("all", { image, steps, needs: [unit], downloads: [unit.artifacts] });
    const latest = unit.instance({ node: 24, os: "alpine" });
    const one = job("one", { image, steps: [sh`echo ${latest.outputs.version}`], downloads: [latest.artifacts] });
    const graph = graphOf([all, one]);
    expect(jobOf(graph, "all").needs).toEqual(
      unit.instances.map(({ name }) => ({ job: name, gate: true, artifacts: true })),
    );
    expect(jobOf(graph, "one").needs).toEqual([{ job: "unit-24-alpine", gate: true, artifacts: true }]);
    expect(graph.jobs).toHaveLength(6);
  });

  it("has instances of the author's own names, and conditions of their own", () => {
    const named = matrix("check", { include: [{ what: "types" }, { what: "style" }] }, ({ what }) => ({
      image,
      steps,
      name: `check_${what}`,
    }));
    expect(graphOf([named]).jobs.map(({ id }) => id)).toEqual(["check_types", "check_style"]);
  });
});

describe("a matrix that is wrong is told at its place", () => {
  const problems = (options: object) => told(lowerJobs([matrix("m", options, plain) as never]).diagnostics);

  it.each([
    [{ axes: {} }, "WB2100 the matrix `m` has no instances: it has no axes"],
    [{ axes: { a: [] } }, "WB2100 the matrix `m` has no instances: its axis a is empty"],
    [
      { axes: { a: [1] }, exclude: [{ a: 1 }] },
      "WB2100 the matrix `m` has no instances: all combinations are excluded",
    ],
    [
      { axes: { a: Array.from({ length: 101 }, (_, n) => n), b: Array.from({ length: 100 }, (_, n) => n) } },
      "WB2101 the matrix `m` has 10100 instances; the limit is 10000",
    ],
    [
      { axes: Object.fromEntries([..."abcdefgh"].map((one) => [one, [1, 2, 3, 4, 5]])) },
      "WB2101 the matrix `m` has 390625 instances; the limit is 10000",
    ],
    [{ axes: { a: [1, 1] } }, 'WB2102 the matrix `m` has the combination {"a":1} twice'],
    [{ axes: { a: [1] }, include: [{ a: 1 }] }, 'WB2102 the matrix `m` has the combination {"a":1} twice'],
    [
      { axes: { a: [1] }, exclude: [{ a: 2 }] },
      'WB2103 the matrix `m` excludes {"a":2}, which matches no combination of its axes',
    ],
    [{ axes: { a: [1] }, include: [{ b: 2 }] }, 'WB2105 the matrix `m` includes {"b":2}, but its axes are a'],
    [{ axes: { "a b": [1] } }, 'WB2003 matrix m: an axis "a b" is not a valid name of an axis'],
    [{ axes: { a: [1, 2] }, maxParallel: 0 }, 'WB2003 matrix m: maxParallel "0" is out of bounds'],
    [{ axes: { a: [{}] } }, "WB2004 axes.a[0] must be a string, a number, true or false, but it is an object"],
    [{ axes: { a: ["1.2", "1-2"] } }, "WB2023 two jobs are named `m-1-2`"],
  ])("%j", (options, message) => expect(problems(options)).toEqual([message]));

  it("an instance that it does not have", () => {
    const unit = matrix("unit", { axes: { node: [20, 22] } }, plain);
    const { diagnostics } = lowerJobs([job("j", { image, steps, needs: [unit.instance({ node: 23 } as never)] })]);
    expect(told(diagnostics)).toEqual(['WB2104 the matrix `unit` has no instance with {"node":23}']);
    expect(diagnostics[0]?.remedy).toBe('use one of its combinations: {"node":20}, {"node":22}');
  });

  it("a name that a job has", () => {
    const unit = matrix("unit", { axes: { node: [20] } }, plain);
    expect(told(lowerJobs([job("unit", plain()), unit]).diagnostics)).toEqual(["WB2023 two jobs are named `unit`"]);
  });
});
