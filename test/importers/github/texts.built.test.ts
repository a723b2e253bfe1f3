import { expect, it } from "vitest";
import { importFile } from "../../../compiler/import.ts";

const path = ".github/workflows/ci.yml";
const imported = (text: string) =>
  importFile(path, { provider: "github", files: { read: (name) => (name === path ? text : undefined) } });

it("reads texts with expressions in variables and inputs of actions", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: push
env:
  IMAGE: \${{ secrets.USER }}/app
jobs:
  a:
    runs-on: ubuntu-latest
    env:
      WHO: by \${{ github.actor }}
    steps:
      - uses: actions/checkout@v4
      - uses: some/action@v1
        with:
          title: Run of \${{ github.actor }} from \${{ github.head_ref }}
      - run: echo a
        env:
          X: a-\${{ github.actor }}
`);
  expect(text).toContain('env: { IMAGE: "${{ secrets.USER }}/app" }');
  expect(text).toContain("WHO: text`by ${runFacts.actor}`");
  expect(text).toContain("title: text`Run of ${runFacts.actor} from ${runFacts.sourceBranch}`");
  expect(text).toContain("X: text`a-${runFacts.actor}`");
  expect(report.verdicts).toMatchObject([{ job: "a", kind: "same", kept: [{ what: "env" }] }]);
});

it("keeps a matrix whose values are false or zero, which texts are not", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        flag: [false, true]
    name: a\${{ matrix.flag && ' (flag)' || '' }}
    steps:
      - run: make
`);
  expect(text).toContain("matrix: { flag: [false, true] }");
  expect(report.verdicts).toMatchObject([{ job: "a", kind: "same" }]);
});

it("carries outputs of jobs that are outputs of steps, and what reads them", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs:
      v: \${{ steps.x.outputs.v }}
    steps:
      - id: x
        uses: some/action@v1
  b:
    needs: a
    if: needs.a.outputs.v != 'Abc'
    runs-on: ubuntu-latest
    steps:
      - uses: some/action@v1
        with:
          version: v\${{ needs.a.outputs.v }}
  c:
    runs-on: ubuntu-latest
    outputs:
      v: x-\${{ steps.x.outputs.v }}
    steps:
      - id: x
        uses: some/action@v1
  d:
    needs: c
    runs-on: ubuntu-latest
    steps:
      - uses: some/action@v1
        with:
          version: \${{ needs.c.outputs.v }}
`);
  expect(text).toContain("outputs: { v: x.outputs.v }");
  expect(text).toContain('when: () => a.outputs.v !== "Abc"');
  expect(text).toContain("version: text`v${a.outputs.v}`");
  expect(text).toContain('outputs: { v: "x-${{ steps.x.outputs.v }}" }');
  expect(report.verdicts.map(({ job, kind, kept }) => [job, kind, kept.map(({ what }) => what)])).toEqual([
    ["a", "same", []],
    ["b", "same", []],
    ["c", "same", ["outputs"]],
    ["d", "same", ["step 1"]],
  ]);
});
