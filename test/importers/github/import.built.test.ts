import { expect, it } from "vitest";
import { importFile } from "../../../compiler/import.ts";
import { textReport } from "../../../compiler/importers/verdict/index.ts";

const path = ".github/workflows/ci.yml";
async function imported(text: string) {
  const files = { read: (name: string) => (name === path ? text : undefined) };
  const { report, ...rest } = await importFile(path, { provider: "github", files });
  return { ...rest, report, said: textReport([report]) };
}

it("writes what an author would write, and names each difference", { timeout: 120_000 }, async () => {
  const { text, report, said } = await imported(`
# Builds and publishes.
name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  # Fast checks.
  unit-tests:
    runs-on: ubuntu-24.04
    container: node:22
    timeout-minutes: 10
    outputs:
      version: \${{ steps.version.outputs.version }}
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - id: version
        run: echo "version=1" >> "$GITHUB_OUTPUT"
      - name: Branch
        if: github.ref == 'refs/heads/main'
        run: echo "\${{ github.ref_name }} \${{ github.sha }}"
  publish:
    runs-on: ubuntu-24.04
    container: node:22
    needs: unit-tests
    if: github.event_name == 'push'
    steps:
      - uses: actions/checkout@v4
      - run: ./publish \${{ needs.unit-tests.outputs.version }}
        env:
          TOKEN: \${{ secrets.TOKEN }}
`);
  expect(text).toBe(`// Builds and publishes.

import {
  job,
  pipeline,
  pullRequest,
  push,
  script,
  secret,
  step,
} from "waybill";

// Fast checks.
const unitTests = job("unit-tests", {
  image: "node:22",
  runner: { github: "ubuntu-24.04" },
  shell: "sh",
  timeout: "10 minutes",
  checkout: { persistCredentials: true },
  steps: [
    script\`npm ci\`,
    script\`echo "version=1" >> "$WAYBILL_OUTPUT"\`,
    step("Branch", script\`echo "\\\${GITHUB_REF_NAME} \\\${GITHUB_SHA}"\`, {
      when: (run) => run.branch === "main",
    }),
  ],
  outputs: ["version"],
});

const publish = job("publish", {
  image: "node:22",
  when: (run) => run.event === "push",
  runner: { github: "ubuntu-24.04" },
  shell: "sh",
  timeout: "6 hours",
  checkout: { persistCredentials: true },
  steps: [
    step("./publish ...", script\`./publish \${unitTests.outputs.version}\`, {
      env: { TOKEN: secret("TOKEN") },
    }),
  ],
});

export default pipeline("CI", {
  on: [push({ branches: ["main"] }), pullRequest()],
  jobs: [publish],
});
`);
  expect(report.verdicts.map(({ job, kind }) => `${job} ${kind}`)).toEqual(["unit-tests but", "publish but"]);
  expect(said).toContain("`github.ref_name` was pasted into the script, where it could be code: now it is data");
});

it("keeps a job with a secret from forks, with an example", { timeout: 120_000 }, async () => {
  const { text, report, said } = await imported(`
on: pull_request
jobs:
  a:
    runs-on: ubuntu-24.04
    container: node:22
    steps: [{ run: ./a, env: { T: "\${{ secrets.T }}" } }]
`);
  expect(text).toContain("when: (run) => !run.pullRequest?.fork");
  expect(report.verdicts[0]?.kind).toBe("but");
  expect(said).toMatch(/on a pull request from a fork's `\w+` into `\w+`: ran, now is skipped/);
});

it("says by line what is not carried over, and drops nothing in silence", { timeout: 120_000 }, async () => {
  const { text, said } = await imported(`
on:
  push:
  release:
    types: [published]
jobs:
  a:
    runs-on: [self-hosted, windows-2022]
    steps: [{ run: dir }]
  b:
    needs: a
    runs-on: ubuntu-24.04
    container: node:22
    steps: [{ run: ./b }]
`);
  expect(text).toContain("// Line 4: the trigger `release` is not carried over.");
  expect(text).toContain(
    "the job `a` is not carried over: the language cannot say the machine `self-hosted, windows-2022`",
  );
  expect(said).toContain("a: not carried: lines 7 to 10");
  expect(said).toContain("it waited for `a`, which is not carried over");
});

it("leaves GITHUB_OUTPUT alone in a job without outputs, and refuses values of several lines", {
  timeout: 120_000,
}, async () => {
  const { text, said } = await imported(`
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    container: node:22
    steps: [{ run: echo "x=1" >> "$GITHUB_OUTPUT" }]
  b:
    runs-on: ubuntu-24.04
    container: node:22
    outputs: { x: "\${{ steps.x.outputs.x }}" }
    steps:
      - id: x
        run: |
          echo "x<<EOF" >> "$GITHUB_OUTPUT"
`);
  expect(text).toContain('script`echo "x=1" >> "$GITHUB_OUTPUT"`');
  expect(said).toContain("the language cannot say an output of several lines");
});

it("ends in a diagnostic on a file that GitHub does not run", async () => {
  expect((await imported("image: node\n")).diagnostics[0]).toMatchObject({ code: "WB6011" });
  expect((await imported("a: [\n")).diagnostics[0]).toMatchObject({ code: "WB6001" });
});

it("carries turns, limits, failures and checkouts of steps, and proves them", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: push
jobs:
  a:
    name: a
    runs-on: ubuntu-24.04
    permissions: {}
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0, submodules: recursive, persist-credentials: false }
      - run: ./a
        timeout-minutes: 5
      - name: logs
        if: failure()
        run: ./logs
      - name: stop
        if: always() && github.ref == 'refs/heads/main'
        continue-on-error: true
        run: ./stop
      - if: success() || failure()
        shell: sh
        run: ./end
`);
  expect(text).toMatch(/checkout: \{\s+depth: "full",\s+submodules: "recursive",\s+persistCredentials: false,\s+\}/);
  expect(text).toContain('{ timeout: "5 minutes" }');
  expect(text).toContain('step("logs", script`./logs`, { runs: "onFailure" })');
  expect(text).toMatch(/runs: "always",\s+allowFailure: true,\s+when: \(run\) => run.branch === "main"/);
  expect(text).toMatch(/runs: "unlessCancelled",\s+shell: "sh"/);
  const aspects = report.verdicts.flatMap(({ differences }) => differences.map(({ aspect }) => aspect));
  expect(aspects.filter((aspect) => /^(steps|checkout)/.test(aspect)).filter((one) => !/\.if$/.test(one))).toEqual([]);
});
