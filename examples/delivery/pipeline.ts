import { buildImage, deploy, job, pipeline, pullRequest, push, secret, sh, swarmService } from "waybill";

const unit = job("unit", {
  image: "node:20",
  steps: [sh`node --test`],
});

const app = buildImage("app", {
  repository: "registry.example.com/shop",
  context: ".",
  layerCache: "registry",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
  needs: [unit],
  when: (run) => !run.pullRequest?.fork, // a fork's pull request has no secrets to push with
});

// Runs inside the very image that was built: what this job has not seen does not ship.
const smoke = job("smoke", { image: app, steps: [sh`node /app/smoke.mjs`] });

const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("shop"),
  when: (run) => run.branch === "main" && run.event === "push",
});

export default pipeline("delivery", { on: [push(), pullRequest()], jobs: [unit, app, smoke, production] });
