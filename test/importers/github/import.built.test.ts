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
  expect(text).toContain("// Builds and publishes.\n");
  expect(text).toContain("// Fast checks.\nconst unitTests = job(");
  expect(text).toContain('when: (run) => run.event === "push"');
  expect(text).toContain('permissions: { contents: "read" }');
  expect(report.verdicts.map(({ job, kind }) => `${job} ${kind}`)).toEqual(["unit-tests but", "publish same"]);
  expect(said).toContain("`github.ref_name` was pasted into the script, where it could be code: now it is data");
});

it("keeps what the language does not say as GitHub has it, and drops nothing", { timeout: 240_000 }, async () => {
  const { text, report } = await imported(`
on:
  push:
  release:
    types: [published]
jobs:
  a:
    runs-on: [self-hosted, windows-2022]
    steps: [{ uses: actions/checkout@v4 }, { run: dir }]
  b:
    needs: a
    runs-on: ubuntu-24.04
    strategy: { matrix: { node: [20, 22], include: [{ node: 22, extra: yes }] } }
    steps: [{ uses: actions/checkout@v4 }, { run: "./b \${{ matrix.node }}" }]
  c:
    needs: [a, b]
    uses: ./.github/workflows/other.yml
    with: { x: 1 }
    secrets: inherit
  d:
    if: github.event_name == 'release'
    runs-on: ubuntu-24.04
    steps: [{ uses: actions/checkout@v4, with: { fetch-depth: 0 } }, { run: ./d }]
`);
  expect(report.verdicts.map(({ job, kind }) => `${job} ${kind}`)).toEqual(["a same", "b same", "c same", "d same"]);
  expect(text).toContain('machine: { github: ["self-hosted", "windows-2022"] }');
  expect(text).toContain('release({ types: ["published"], only: "github" })');
  expect(text).toContain('when: (run) => run.event === "release"');
  expect(text).toContain('const c = callWorkflow("c", {');
  expect(text).not.toContain("nativeJob");
});

it("keeps always() as GitHub has it where others need the job", { timeout: 240_000 }, async () => {
  const { text, report } = await imported(`
on: push
jobs:
  a: { runs-on: ubuntu-24.04, steps: [{ uses: actions/checkout@v4 }, { run: ./a }] }
  b: { needs: a, if: always(), runs-on: ubuntu-24.04, steps: [{ uses: actions/checkout@v4 }, { run: ./b }] }
  c: { needs: b, if: always(), runs-on: ubuntu-24.04, steps: [{ uses: actions/checkout@v4 }, { run: ./c }] }
`);
  expect(text).toContain('native: { github: { if: "always()" } }');
  expect(text).toContain("finally: true");
  // A final job names all jobs that it waits for.
  expect(report.verdicts).toMatchObject([
    { kind: "same" },
    { kind: "same" },
    { kind: "but", differences: [{ aspect: "needs[0]" }, { aspect: "needs[1]" }] },
  ]);
});

it("ends in a diagnostic on a file that GitHub does not run", async () => {
  expect((await imported("image: node\n")).diagnostics[0]).toMatchObject({ code: "WB6011" });
  expect((await imported("a: [\n")).diagnostics[0]).toMatchObject({ code: "WB6001" });
});

it("says actions of this repository, inputs that are required, and what has one value only", {
  timeout: 120_000,
}, async () => {
  const { text, report } = await imported(`
on:
  schedule: [{ cron: "0 12 * JAN WED" }]
  workflow_dispatch:
    inputs:
      version: { type: string, required: true, default: "1.2" }
jobs:
  a:
    runs-on: \${{ matrix.os }}
    strategy: { matrix: { os: [ubuntu-24.04] } }
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/setup
        with: { token: "\${{ github.token }}" }
      - uses: docker://rhysd/actionlint:1.7.12
`);
  expect(report.verdicts).toMatchObject([{ job: "a", kind: "same", differences: [] }]);
  expect(text).toContain('uses("./.github/actions/setup", {');
  expect(text).toContain('uses("docker://rhysd/actionlint:1.7.12")');
  expect(text).toContain("required: true");
  expect(text).not.toContain("native");
});

it("keeps a step of a matrix that pastes its values", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    strategy: { fail-fast: false, matrix: { list: ["a b", "c"] } }
    steps:
      - run: sudo apt-get install -y \${{ matrix.list }}
      - run: make
`);
  expect(report.verdicts).toMatchObject([{ job: "a", kind: "same", differences: [] }]);
  expect(text).not.toContain("nativeJob");
  expect(text).toContain("script`make`");
});

it("keeps the steps with a secret where forks would have it empty, and no other", { timeout: 120_000 }, async () => {
  const { text, report } = await imported(`
on: [push, pull_request]
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: make
      - run: ./upload
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
`);
  expect(report.verdicts).toMatchObject([{ job: "a", kind: "same", differences: [] }]);
  expect(text).toContain("script`make`");
  expect(text?.match(/nativeStep\(/g)).toHaveLength(1);
  expect(report.notes.map(({ message }) => message)).toEqual([expect.stringContaining("(WB2041)")]);
});

it("reads what steps hand to later ones, and proves that it is the same", { timeout: 240_000 }, async () => {
  const { text, report } = await imported(`
on:
  push:
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - id: meta
        run: |
          echo "version=$(cat VERSION)" >> "$GITHUB_OUTPUT"
          printf 'notes<<END\\na\\nEND\\n' >> $GITHUB_OUTPUT
      - name: Test
        id: test_it
        continue-on-error: true
        run: npm test
      - name: Publish
        if: steps.meta.outputs.version != '' && steps.test_it.outcome == 'success'
        env:
          VERSION: \${{ steps.meta.outputs.version }}
        run: ./publish "$VERSION"
      - run: echo "\${{ steps.meta.outputs.notes }}"
`);
  expect(report.verdicts.map(({ job, kind }) => `${job} ${kind}`)).toEqual(["build same"]);
  expect(text).toContain('{ id: "meta", outputs: ["version", "notes"] }');
  expect(text).toContain('>> "$WAYBILL_OUTPUT"');
  expect(text).toContain('when: () => meta.outputs.version !== "" && testIt.outcome === "success"');
  expect(text).toContain("env: { VERSION: meta.outputs.version }");
});

it("hands variables, folders and summaries on in files of ours, and outputs of steps to other jobs", {
  timeout: 240_000,
}, async () => {
  const { text, report } = await imported(`
on:
  push:
env:
  NAME: tool-1
jobs:
  build:
    runs-on: ubuntu-24.04
    outputs:
      version: \${{ steps.meta.outputs.version }}
    steps:
      - uses: actions/checkout@v4
      - run: echo "VERSION=$(cat VERSION)" >> "$GITHUB_ENV"
      - run: |
          echo "$PWD/bin" | tee -a \${GITHUB_PATH}
          echo "# Built" >> $GITHUB_STEP_SUMMARY
      - id: meta
        run: echo "version=$VERSION" >> "$GITHUB_OUTPUT"
  publish:
    needs: build
    runs-on: ubuntu-24.04
    env:
      VERSION: \${{ needs.build.outputs.version }}
    steps:
      - run: ./publish "\${{ env.NAME }}" '\${{ github.sha }}'
`);
  expect(report.verdicts.map(({ job, kind, kept }) => `${job} ${kind} ${kept.length}`)).toEqual([
    "build same 0",
    "publish same 0",
  ]);
  expect(text).toContain('script`echo "VERSION=$(cat VERSION)" >> "$WAYBILL_ENV"`');
  expect(text).toContain('echo "$PWD/bin" | tee -a \\${WAYBILL_PATH}\n');
  expect(text).toContain('echo "# Built" >> $WAYBILL_SUMMARY\n');
  expect(text).toContain("outputs: { version: meta.outputs.version }");
  expect(text).toContain('env: { NAME: "tool-1", VERSION: build.outputs.version }');
  expect(text).toContain("./publish \"\\${NAME}\" ''\"\\${GITHUB_SHA}\"''");
});

it("calls no script the same in which GitHub pastes what a variable would not be", { timeout: 240_000 }, async () => {
  const { text, report } = await imported(`
on:
  push:
env:
  NAME: one
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          cat <<'END'
          \${{ github.sha }}
          END
      - run: echo "NAME=two three" >> "$GITHUB_ENV"
      - run: ./tool \${{ env.NAME }}
      - run: docker run -e GITHUB_ENV tool
`);
  expect(report.verdicts.map(({ job, kind, kept }) => `${job} ${kind} ${kept.length}`)).toEqual(["a same 3"]);
  expect(text).toContain("\\${{ github.sha }}\nEND");
  expect(text).toContain('nativeStep({ github: { run: "./tool ${{ env.NAME }}" } })');
  expect(text).toContain('nativeStep({ github: { run: "docker run -e GITHUB_ENV tool" } })');
});

it("makes data of what an outsider chooses in a native step, wherever it is quoted", { timeout: 240_000 }, async () => {
  const { text } = await imported(`
on:
  pull_request:
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - name: shows
        run: echo '\${{ github.event.pull_request.title }}' \${{ github.event.pull_request.body }} \${{ runner.temp }}
`);
  expect(text).toContain("echo ''\\\"${PULL_REQUEST_TITLE}\\\"'' ${PULL_REQUEST_BODY} ${{ runner.temp }}");
});
