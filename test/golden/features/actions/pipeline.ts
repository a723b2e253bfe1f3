import { idToken, job, matrix, pipeline, push, runFacts, secret, sh, step, uses } from "waybill";

const cloud = idToken("CLOUD_TOKEN", { audience: "sts.amazonaws.com" });

const unit = job("unit", {
  image: "node:22",
  secrets: [secret("NPM_TOKEN")],
  steps: [
    sh`npm ci && npm test`,
    step(
      "Coverage",
      uses("codecov/codecov-action@5a1091511ad55cbe89839c7260b706298ca349f7", {
        with: { files: "coverage/*.xml", fail_ci_if_error: true, token: secret("CODECOV_TOKEN") },
        fallback: step("codecov", sh`./ci/codecov --branch ${runFacts.branch} --token ${secret("UPLOAD_TOKEN")}`, {
          workingDirectory: "coverage",
        }),
      }),
      { when: (run) => run.branch === "main", env: { VERBOSE: "1" } },
    ),
    step(
      "Annotate",
      uses("actions/github-script@v8", { with: { script: 'core.notice("done");', retries: 3, "result-encoding": "string" }, fallback: sh`echo done` }),
      { env: { TOKEN: cloud } },
    ),
  ],
});

const scan = matrix("scan", { axes: { language: ["go", "python"] } }, ({ language }) => ({
  image: "busybox:1.36",
  steps: [
    uses("github/codeql-action/init@b8d3b6e8af63cde30bdc382c0bc28114f4346c88", {
      with: { languages: language },
      fallback: sh`./ci/scan ${language}`,
    }),
  ],
  allowFailure: { exitCodes: [3] },
}));

export default pipeline("actions", { on: [push()], jobs: [unit, scan] });
