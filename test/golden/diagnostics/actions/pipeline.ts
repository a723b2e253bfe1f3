import { job, pipeline, push, sh, step, uses } from "waybill";

const unit = job("unit", {
  image: "node:22",
  steps: [sh`npm test`, step("coverage", uses("codecov/codecov-action@v5", { with: { files: "coverage.xml" } }))],
});

export default pipeline("app", { on: [push()], jobs: [unit] });
