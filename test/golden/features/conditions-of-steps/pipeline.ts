import { buildImage, job, matrix, pipeline, pullRequest, push, secret, sh, step } from "waybill";

const facts = job("facts", {
  image: "busybox:1.36",
  outputs: ["mode"],
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

export default pipeline("conditions", { on: [push(), pullRequest()], jobs: [unit, app, smoke, versions] });
