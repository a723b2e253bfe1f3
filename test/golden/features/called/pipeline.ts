import { call, job, pipeline, pullRequest, push, runFacts, secret, sh } from "waybill";

const called = call({
  inputs: { region: { type: "string", description: "Where to" }, replicas: { type: "number", default: 2 } },
});

const build = job("build", {
  image: "node:22",
  steps: [sh`npm run build`],
  artifacts: ["dist"],
  when: (run) => run.event !== "pullRequest" || run.changed("src/**"),
});

const rollout = job("rollout", {
  image: "node:22",
  downloads: [build.artifacts],
  steps: [sh`./rollout.sh ${called.inputs.region} ${called.inputs.replicas} ${runFacts.event} ${runFacts.branch} ${secret("ROLLOUT_TOKEN")}`],
  when: (run) => run.event === "call" && !run.pullRequest,
});

export default pipeline("tools/rollout", { on: [called, push(), pullRequest()], jobs: [build, rollout] });
