import { buildImage, exec, job, pipeline, push, runFacts, secret } from "waybill";

const app = buildImage("app", {
  repository: "registry.example.com/shop",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
});

/** The image may be FROM scratch: nothing here needs a shell. */
const inside = job("inside", {
  image: app,
  outputs: ["version"],
  workingDirectory: "web",
  services: [],
  env: { LEVEL: "debug", TOKEN: secret("TOKEN") },
  steps: [exec(["/app/server", "--check"]), exec(["/app/server", "it's", "--report", "junit.xml"])],
  artifacts: { junit: "web/junit.xml", coverage: { cobertura: "web/coverage.xml" } },
});

/** Of an image that is only named, nobody knows whether it has a shell either. */
const scan = job("scan", {
  image: "gcr.io/example/scanner:1.2",
  env: { LEVEL: "debug" },
  steps: [exec(["/scanner", "--path", "."])],
});

/** Nor is one needed for what finds the status out. */
const sweep = job("sweep", {
  image: "gcr.io/example/scanner:1.2",
  env: { STATUS: runFacts.status },
  steps: [exec(["/scanner", "--sweep"])],
  finally: true,
});

export default pipeline("shell-less", { on: [push()], jobs: [app, inside, scan, sweep] });
