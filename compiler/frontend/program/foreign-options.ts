/**
 * What an option of another tool is called here. People write from memory of GitHub Actions and GitLab CI, whose names do not
 * resemble ours enough for TypeScript's own suggestions.
 */
const ANYWHERE: Readonly<Record<string, string>> = {
  "runs-on": 'choose where the job runs with `image: "node:20"` or `machine: "ubuntu-24.04"`',
  runsOn: 'choose where the job runs with `image: "node:20"` or `machine: "ubuntu-24.04"`',
  container: 'write `image: "node:20"`',
  script: "write the commands as steps: steps: [sh`npm test`]",
  scripts: "write the commands as steps: steps: [sh`npm test`]",
  run: "write the command as a step: sh`npm test`",
  commands: "write the commands as steps: steps: [sh`npm test`]",
  before_script: "put these commands first in `steps`",
  after_script: 'write a last step that always runs: step("Clean up", sh`make clean`, { runs: "always" })',
  if: 'write `when`, a function: when: (run) => run.branch === "main"',
  rules: 'write `when`, a function: when: (run) => run.branch === "main"',
  only: 'write `when`, a function: when: (run) => run.branch === "main"',
  except: 'write `when`, a function: when: (run) => run.branch !== "main"',
  condition: 'write `when`, a function: when: (run) => run.branch === "main"',
  variables: 'write `env: { NAME: "value" }`',
  environmentVariables: 'write `env: { NAME: "value" }`',
  strategy: 'declare a matrix: matrix("test", { axes: { node: [20, 22] } }, ({ node }) => ({ ... }))',
  parallel: 'declare a matrix: matrix("test", { axes: { node: [20, 22] } }, ({ node }) => ({ ... }))',
  matrix: 'declare a matrix: matrix("test", { axes: { node: [20, 22] } }, ({ node }) => ({ ... }))',
  dependsOn: "write `needs: [unit]`",
  depends_on: "write `needs: [unit]`",
  dependencies: "write `needs: [unit]`",
  "timeout-minutes": 'write `timeout: "10 minutes"`',
  timeoutMinutes: 'write `timeout: "10 minutes"`',
  "continue-on-error": "write `allowFailure: true`",
  continueOnError: "write `allowFailure: true`",
  allow_failure: "write `allowFailure: true`",
  "fail-fast": "write `failFast`",
  "max-parallel": "write `maxParallel`",
  "working-directory": "write `workingDirectory`",
  working_directory: "write `workingDirectory`",
  cwd: "write `workingDirectory`",
  id: "leave `id` out: a job is named by its first argument, and referred to by its constant",
  tags: 'choose the runner with `runner`: runner: { gitlab: ["linux"] }',
  resource_group: "write `concurrency`",
  uses: 'write an action as a step: uses("actions/setup-node@v4")',
  with: 'write an action as a step: uses("actions/setup-node@v4", { with: { "node-version": "20" } })',
  expire_in: 'write `retention: "7 days"`',
  "retention-days": 'write `retention: "7 days"`',
  workflow: "write `on: [push(), pullRequest()]`",
  triggers: "write `on: [push(), pullRequest()]`",
};

/** Of the options of one function, by the name of their type. */
const OF_TYPE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ArtifactOptions: { path: 'write `paths: ["dist"]`', files: 'write `paths: ["dist"]`' },
  Cache: { path: 'write `paths: [".npm"]`', files: 'write `key: ["package-lock.json"]`' },
  PushOptions: {
    branch: 'write `branches: ["main"]`',
    tag: 'write `tags: ["v*"]`',
    path: 'write `paths: ["src/**"]`',
    "paths-ignore": "write `ignorePaths`",
    pathsIgnore: "write `ignorePaths`",
    "branches-ignore": 'leave branches out with `!`: branches: ["**", "!docs/**"]',
    branchesIgnore: 'leave branches out with `!`: branches: ["**", "!docs/**"]',
  },
  PullRequestOptions: {
    branches: 'write `targets: ["main"]`',
    branch: 'write `targets: ["main"]`',
    target: 'write `targets: ["main"]`',
    path: 'write `paths: ["src/**"]`',
  },
  StepDeclaration: {
    run: "write the command as a step: sh`npm test`",
    uses: 'write an action as a step: uses("actions/setup-node@v4")',
    name: 'name the step by step(): step("Test", sh`npm test`)',
  },
};

/** What to write in place of an option that the type does not have. Undefined: it is of no tool that is known here. */
export function foreignOption(name: string, type: string): string | undefined {
  return OF_TYPE[type]?.[name] ?? (Object.hasOwn(ANYWHERE, name) ? ANYWHERE[name] : undefined);
}
