import { callPipeline, job, pipeline, pullRequest, push, sh } from "waybill";
import { rollout } from "./rollout.ts";

const prepare = job("prepare", { image: "node:22", steps: [sh`echo "version=$(cat VERSION)" >> "$WAYBILL_OUTPUT"`], outputs: ["version"] });
const lint = job("lint", { image: "node:22", steps: [sh`npm run lint`] });

const { version } = prepare.outputs;
const eu = callPipeline("eu", { pipeline: rollout, inputs: { region: "eu", version, replicas: 3 }, needs: [lint] });
const us = callPipeline("us", {
  pipeline: rollout,
  inputs: { region: "us", version },
  needs: [eu],
  when: (run) => run.branch === "main",
});
const announce = job("announce", { image: "node:22", needs: [us], steps: [sh`./announce`] });

export default pipeline("shop", { on: [push(), pullRequest()], jobs: [announce] });
