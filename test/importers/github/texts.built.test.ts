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
