import { job, pipeline, pullRequest, push, script } from "waybill";

// As GitLab's own files have it: stages order the jobs, and each job is a script in the shell that the provider uses.
const image = "python:3.13";

const wheel = job("Build the wheel", {
  stage: "build",
  image,
  entrypoint: "image",
  env: { PIP_CACHE_DIR: ".cache/pip", GREETING: "costs $5" },
  artifacts: ["dist"],
  steps: [
    script`
      pip install build
      python -m build
    `,
  ],
});

const tests = job("tests: 3.13", {
  stage: "test",
  image,
  entrypoint: "image",
  downloads: "all",
  timeout: "20 minutes",
  steps: [
    script`
      pip install dist/*.whl
      if [ -n "$EXTRA" ]; then
        pip install "$EXTRA"
      fi
      pytest
    `,
  ],
});

const lint = job("lint", { stage: "test", image, needs: [], steps: [script`ruff check .`] });

export default pipeline("wheel", {
  on: [push({ branches: ["main"] }), pullRequest()],
  stages: ["build", "test"],
  jobs: [wheel, tests, lint],
});
