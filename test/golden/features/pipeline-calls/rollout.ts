import { call, job, pipeline, push, runFacts, secret, sh, step } from "waybill";

const called = call({
  inputs: {
    region: { type: "string" },
    version: { type: "string" },
    replicas: { type: "number", default: 2 },
  },
});

const migrate = job("migrate", {
  image: "node:22",
  steps: [sh`./migrate ${called.inputs.region} ${runFacts.event}`],
  outputs: ["schema"],
  when: (run) => run.event === "call",
});

const apply = job("apply", {
  image: "node:22",
  env: { SCHEMA: migrate.outputs.schema },
  steps: [
    sh`./apply ${called.inputs.version} ${called.inputs.replicas} ${secret("ROLLOUT_TOKEN")}`,
    step("Tell who waits", sh`./tell`, { when: (run) => run.event === "push" }),
  ],
  when: (run) => !run.pullRequest,
});

const trial = job("trial", { image: "node:22", steps: [sh`./trial`], when: (run) => run.event === "push" });

const tidy = job("tidy", { image: "node:22", finally: true, steps: [sh`./tidy ${called.inputs.region} ${runFacts.status}`] });

/** Brings a version to a region. */
export const rollout = pipeline("rollout", { on: [called, push({ branches: ["rollout/*"] })], jobs: [apply, trial, tidy] });
