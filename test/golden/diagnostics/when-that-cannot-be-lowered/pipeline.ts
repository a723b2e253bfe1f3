import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", {
  image: "node:20",
  steps: [sh`npm test`],
  when: (run) => run.branch?.toLowerCase() === "main" && run.sha.length > 3,
});

export default pipeline("app", { on: [push()], jobs: [unit] });
