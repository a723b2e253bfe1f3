import { idToken, job, pipeline, push, secret, service, sh, step } from "waybill";

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

// Each attempt has services that are as new, and tokens of its own.
const load = job("load", {
  image: "node:22",
  services: [
    service("db", {
      image: "postgres:16",
      env: { POSTGRES_PASSWORD: secret("POSTGRES_PASSWORD") },
      ready: { tcp: 5432 },
    }),
    service("cache", { image: "redis:7", command: ["redis-server", "--save", ""] }),
  ],
  steps: [
    step("Load", sh`npm run load -- --token ${idToken("VAULT_ID_TOKEN", { audience: "https://vault.example.com" })}`),
  ],
  retry: 1,
});

export default pipeline("retry", { on: [push()], jobs: [e2e, load] });
