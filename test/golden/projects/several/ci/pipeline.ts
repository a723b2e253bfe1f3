import { job, pipeline, pullRequest, push, sh } from "waybill";
import { script } from "../node.ts";

const unit = script("unit");
const site = job("site", {
  image: "node:22",
  needs: [unit, script("lint")],
  steps: [sh`npm run site`],
  when: (run) => run.branch === "main" && run.event === "push",
});

export default pipeline("ci", { on: [push(), pullRequest()], jobs: [unit, site] });
