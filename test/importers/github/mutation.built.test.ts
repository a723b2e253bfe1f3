import { beforeAll, expect, it } from "vitest";
import { type Import, importFile } from "../../../compiler/import.ts";

const path = ".github/workflows/ci.yml";
const WORKFLOW = `
name: CI
on:
  push:
    branches: [main, "release/**"]
    paths-ignore: ["docs/**"]
  pull_request:
    types: [opened, labeled]
  schedule:
    - cron: "15 3 * * *"
  workflow_dispatch:
    inputs:
      level: { type: choice, options: [low, high], default: low, description: How much }
permissions:
  contents: read
env:
  COLOR: always
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  unit:
    name: Unit tests
    runs-on: ubuntu-24.04
    timeout-minutes: 25
    strategy:
      fail-fast: false
      max-parallel: 3
      matrix:
        node: [20, 22]
        os: [linux, mac]
        exclude: [{ node: 20, os: mac }]
    env:
      LEVEL: "3"
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0, submodules: true }
      - uses: actions/setup-node@v4
        with: { node-version: "\${{ matrix.node }}", cache: npm }
      - name: Install
        run: npm ci --ignore-scripts
        working-directory: app
        env: { MODE: fast }
      - name: Report
        if: always() && github.event_name == 'push'
        continue-on-error: true
        timeout-minutes: 4
        run: npm run report
  lint:
    runs-on: ubuntu-22.04
    container: node:22
    continue-on-error: true
    services:
      db: { image: "postgres:16", env: { POSTGRES_PASSWORD: test } }
    steps:
      - uses: actions/checkout@v4
      - run: npm run lint
        shell: bash
  publish:
    needs: [unit, lint]
    if: github.event_name == 'push' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    permissions: { contents: write, packages: write }
    environment: { name: production, url: "https://example.com" }
    steps:
      - uses: actions/checkout@v4
        with: { persist-credentials: false }
      - run: ./publish
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
      - name: Tell
        if: failure()
        run: ./tell
`;

/** What is changed, in which job it shows, and the edit: each has to be found in the module. */
const MUTATIONS: readonly (readonly [what: string, jobs: string, from: string, to: string])[] = [
  ["a script", "unit", "npm ci --ignore-scripts", "npm ci"],
  ["a variable of a step", "unit", 'MODE: "fast"', 'MODE: "slow"'],
  ["the name of a variable of a step", "unit", 'MODE: "fast"', 'MODUS: "fast"'],
  ["a variable of a job", "unit", 'LEVEL: "3"', 'LEVEL: "4"'],
  ["a variable of the file", "unit", 'COLOR: "always"', 'COLOR: "never"'],
  ["a secret", "publish", 'secret("TOKEN")', 'secret("TOKEN2")'],
  ["the branch of a condition", "publish", 'run.branch === "main"', 'run.branch === "next"'],
  ["the event of a condition", "publish", 'run.event === "push" && run.branch', 'run.event === "manual" && run.branch'],
  ["the condition of a step", "unit", 'when: (run) => run.event === "push"', 'when: (run) => run.event === "manual"'],
  ["when a step runs", "unit", 'runs: "always"', 'runs: "onFailure"'],
  ["when another step runs", "publish", 'runs: "onFailure"', 'runs: "always"'],
  ["needs", "publish", "needs: [unit, lint]", "needs: [unit]"],
  ["an image", "lint", 'image: "node:22"', 'image: "node:23"'],
  ["a machine", "unit", 'machine: "ubuntu-24.04"', 'machine: "ubuntu-22.04"'],
  ["the runner of a container", "lint", '"ubuntu-22.04"', '"ubuntu-24.04"'],
  ["an image of a service", "lint", '"postgres:16"', '"postgres:17"'],
  ["a variable of a service", "lint", 'POSTGRES_PASSWORD: "test"', 'POSTGRES_PASSWORD: "else"'],
  ["a permission", "publish", 'packages: "write"', 'packages: "read"'],
  ["a permission that is gone", "publish", ', packages: "write"', ""],
  ["permissions of the file", "unit lint", 'permissions: { contents: "read" }', 'permissions: { contents: "write" }'],
  ["a branch of a trigger", "unit", '"release/**"', '"releases/**"'],
  ["paths of a trigger", "unit", 'ignorePaths: ["docs/**"]', 'ignorePaths: ["doc/**"]'],
  ["types of a trigger", "unit", '"labeled"', '"unlabeled"'],
  ["a schedule", "unit", '"15 3 * * *"', '"15 4 * * *"'],
  ["an option of an input", "unit", '"high"', '"higher"'],
  ["the default of an input", "unit", 'default: "low"', 'default: "high"'],
  ["a value of the matrix", "unit", "node: [20, 22]", "node: [20, 24]"],
  ["an exclusion of the matrix", "unit", 'exclude: [{ node: 20, os: "mac" }]', 'exclude: [{ node: 22, os: "mac" }]'],
  ["how many instances run", "unit", "maxParallel: 3", "maxParallel: 2"],
  ["whether instances stop each other", "unit", "maxParallel: 3", "maxParallel: 3, failFast: true"],
  ["the limit of a job", "unit", '"25 minutes"', '"20 minutes"'],
  ["the limit of a step", "unit", '"4 minutes"', '"5 minutes"'],
  ["whether a job may fail", "lint", "allowFailure: true,\n  checkout", "checkout"],
  ["whether a step may fail", "unit", "allowFailure: true,\n        when", "when"],
  ["an input of an action", "unit", 'cache: "npm"', 'cache: "yarn"'],
  ["an action", "unit", "actions/setup-node@v4", "actions/setup-node@v5"],
  ["the depth of the checkout", "unit", 'depth: "full"', "depth: 2"],
  ["the submodules of the checkout", "unit", "submodules", "lfs"],
  ["the credentials of the checkout", "publish", "persistCredentials: false", "persistCredentials: true"],
  ["a shell", "lint", 'shell: "bash"', 'shell: "sh"'],
  ["a folder", "unit", 'workingDirectory: "app"', 'workingDirectory: "lib"'],
  ["an environment", "publish", 'name: "production"', 'name: "staging"'],
  ["the address of an environment", "publish", "https://example.com", "https://example.org"],
  ["a title", "unit", 'title: "Unit tests"', 'title: "Unit"'],
  ["the name of a step", "unit", '"Install"', '"Set up"'],
  ["superseding", "unit lint publish", "cancelSuperseded: true", "cancelSuperseded: false"],
];

let found: Import;
beforeAll(async () => {
  found = await importFile(path, {
    provider: "github",
    files: { read: (name) => (name === path ? WORKFLOW : undefined) },
  });
}, 60_000);

it("calls every job of the workflow the same", () => {
  expect(found.report.verdicts.map(({ job, kind }) => `${job} ${kind}`)).toEqual([
    "unit same",
    "lint same",
    "publish same",
  ]);
});

it.each(MUTATIONS)("does not call a job the same with %s changed", { timeout: 30_000 }, async (_, jobs, from, to) => {
  const { text = "", judge } = found;
  expect(text).toContain(from);
  const judged = (await judge?.(text.replace(from, to))) ?? [];
  const same = judged
    .filter(({ kind, differences }) => kind === "same" && differences.length === 0)
    .map(({ job }) => job);
  expect(same.filter((job) => jobs.split(" ").includes(job))).toEqual([]);
});
