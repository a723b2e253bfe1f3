import { buildImage, deploy, dynamicMatrix, job, pipeline, push, pullRequest, secret, sh, swarmService } from "waybill";

const release = job("release", {
  image: "busybox:1.36",
  outputs: ["kind", "regions"],
  steps: [sh`./release.sh >> "$WAYBILL_OUTPUT"`],
});

// Its condition can be decided in part before anything runs: it is in no pipeline of a pull request.
const app = buildImage("app", {
  repository: "registry.example.com/shop",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
  when: (run) => !run.pullRequest && release.outputs.kind !== "none",
});

// Stopped with the image that it runs in.
const smoke = job("smoke", { image: app, steps: [sh`/app/smoke`] });

const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("shop", { engine: "ssh://deploy@shop.example.com" }),
  when: (run) => run.branch !== undefined && /^(?:main|release\/\d+)$/.test(run.branch) && release.outputs.kind !== "none",
});

const notes = job("notes", {
  image: "node:22",
  steps: [sh`node notes.mjs > notes.md`],
  artifacts: { paths: ["notes.md"] },
  cache: { key: ["package-lock.json"], paths: [".npm"] },
  when: () => release.outputs.kind === "full",
});

// Runs also where the notes were skipped by their condition, but not where the release failed.
const announce = job("announce", { image: "node:22", needs: [notes], steps: [sh`node announce.mjs`] });

const warm = dynamicMatrix("warm", { from: release.outputs.regions }, ({ value }) => ({
  image: "node:22",
  steps: [sh`node warm.mjs ${value}`],
  when: () => release.outputs.kind === "full",
}));

export default pipeline("release", { on: [push(), pullRequest()], jobs: [production, announce, warm] });
