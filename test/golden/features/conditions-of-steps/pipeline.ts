import { buildImage, dynamicMatrix, job, matrix, pipeline, pullRequest, push, secret, sh, step } from "waybill";

const facts = job("facts", {
  image: "busybox:1.36",
  outputs: ["mode", "packages"],
  steps: [sh`./mode.sh >> "$WAYBILL_OUTPUT"`],
});

const unit = job("unit", {
  image: "node:22",
  steps: [
    sh`npm ci`,
    step("Unit tests", sh`npm test`),
    // Exact by itself on GitHub.
    step("Lint", sh`npm run lint`, { when: (run) => run.event === "pullRequest" }),
    // GitHub takes MAIN for main.
    step("Coverage", sh`npm run coverage -- ${secret("COVERAGE_TOKEN")}`, {
      when: (run) => run.branch === "main" || run.tag === "v1",
    }),
    // No shell tries patterns or knows touched files: GitLab decides them by a job, GitHub by its plan job.
    step("Release notes", sh`npm run notes`, { when: (run) => run.tag !== undefined && /^v\d+\.\d+/.test(run.tag) }),
    step("Docs", sh`npm run docs`, { when: (run) => run.changed("docs/**") || facts.outputs.mode === "full" }),
    step("All browsers", sh`npm run e2e`, { when: () => facts.outputs.mode === "full", workingDirectory: "web" }),
  ],
  when: (run) => !run.pullRequest?.fork,
});

const app = buildImage("app", { repository: "registry.example.com/shop", when: (run) => !run.pullRequest });

const smoke = job("smoke", {
  image: app,
  steps: [sh`/app/smoke`, step("Load", sh`/app/load`, { when: (run) => run.event === "schedule" || run.actor !== "bot" })],
  allowFailure: { exitCodes: [3] },
});

// Constants alone decide: the instances have the step or do not.
const versions = matrix("versions", { axes: { node: [20, 22] } }, ({ node }) => ({
  image: `node:${node}`,
  steps: [sh`npm test`, step("Types", sh`npx tsc`, { when: () => node === 22 })],
}));

// Instances do not know what started their parent: what lists them tells.
const packages = dynamicMatrix("packages", { from: facts.outputs.packages }, ({ value }) => ({
  image: "node:22",
  steps: [
    sh`npm test --workspace ${value}`,
    step("Publish", sh`npm pack --workspace ${value}`, { when: (run) => run.branch === "main" && run.changed("docs/**") }),
  ],
}));

const clean = job("clean", {
  image: "node:22",
  steps: [sh`./clean`, step("Docs", sh`./clean docs`, { when: (run) => !run.changed("docs/**") })],
  finally: true,
});

export default pipeline("conditions", {
  on: [push(), pullRequest()],
  jobs: [unit, app, smoke, versions, packages, clean],
});
