import { job, pipeline, push, secret, sh, step } from "waybill";

const e2e = job("e2e", {
  image: "node:22",
  env: { MODE: "full" },
  secrets: [secret("STORE_TOKEN")],
  steps: [
    sh`npm ci`,
    step("Browsers", sh`npm run e2e -- --project ${"it's chrome"}`, { env: { TARGET: secret("STAGING_URL") } }),
    step("Report", sh`echo "flaky=$(cat flaky.txt)" >> "$WAYBILL_OUTPUT"`, { when: (run) => run.branch === "main" }),
  ],
  outputs: ["flaky"],
  artifacts: { paths: ["screenshots"], on: "always" },
  retry: { times: 2, on: ["timeout"], exitCodes: [75] },
  allowFailure: { exitCodes: [3] },
  timeout: "10 minutes",
});

export default pipeline("retry", { on: [push()], jobs: [e2e] });
