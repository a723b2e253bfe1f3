import { buildImage, exec, job, pipeline, push, secret } from "waybill";

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

export default pipeline("shell-less", { on: [push()], jobs: [app, inside] });
