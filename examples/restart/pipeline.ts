import { buildImage, containerRestart, deploy, job, pipeline, pullRequest, push, secret, sh } from "waybill";

const unit = job("unit", {
  image: "node:20",
  steps: [sh`node --test`],
});

const app = buildImage("app", {
  repository: "registry.example.com/shop",
  context: ".",
  layerCache: "inline",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
  needs: [unit],
  when: (run) => !run.pullRequest?.fork, // a fork's pull request has no secrets to push with
});

const smoke = job("smoke", { image: app, steps: [sh`node /app/smoke.mjs`] });

// One container on one machine: replaced in place, with its name, ports, environment and volumes.
const production = deploy("production", {
  image: app.testedBy(smoke),
  to: containerRestart("shop"),
  when: (run) => run.branch === "main" && run.event === "push",
});

export default pipeline("restart", { on: [push(), pullRequest()], jobs: [unit, app, smoke, production] });
