import { buildImage, imageTag, job, pipeline, pullRequest, push, runFacts, sh } from "waybill";

const version = job("version", {
  image: "busybox:1.36",
  steps: [sh`echo "number=1.2.$(date +%s)" >> "$WAYBILL_OUTPUT"`],
  outputs: ["number"],
});

const bundle = job("bundle", { image: "busybox:1.36", steps: [sh`mkdir dist && date > dist/built`], artifacts: ["dist"] });

const image = {
  repository: "registry.example.com/shop",
  args: { NODE: 22, BRANCH: runFacts.branch, VERSION: version.outputs.number },
  labels: { "com.example.actor": runFacts.actor, "com.example.team": "it's $HOME" },
};

const checked = buildImage("check-image", { ...image, push: false, when: (run) => run.event === "pullRequest" });

const base = buildImage("base", {
  ...image,
  tags: ["edge", imageTag`v${version.outputs.number}-${runFacts.branch}`],
  when: (run) => run.event === "push",
});

const app = buildImage("app", {
  repository: "registry.example.com/app",
  include: [bundle.artifacts],
  args: { BASE: base, EVENT: runFacts.event },
});

export default pipeline("builds", { on: [push({ branches: ["main"] }), pullRequest()], jobs: [version, bundle, checked, base, app] });
