import { job, matrix, pipeline, pullRequest, push, script, sh } from "waybill";

// Jobs on the providers' machines: with their own shells and programs, and without a container.
const tests = matrix("tests", { axes: { os: ["ubuntu-24.04", "windows-2022", "macos-latest"] } }, ({ os }) => ({
  title: `tests on ${os}`,
  machine: os,
  steps: [script`npm ci`, script`npm test`],
}));

const lint = job("lint", {
  machine: { github: "ubuntu-24.04", gitlab: ["shell", "linux"] },
  env: { RUFF_OUTPUT_FORMAT: "github" },
  steps: [sh`pip install ruff`, sh`ruff check .`],
});

const publish = job("publish", { machine: "default", manual: true, needs: [tests, lint], steps: [script`make publish`] });

export default pipeline("ci", { on: [push({ branches: ["main"] }), pullRequest()], jobs: [publish] });
