import { job, pipeline, push, sh, step } from "waybill";

const version = job("version", {
  image: "busybox:1.36",
  outputs: ["name"],
  steps: [sh`echo name=1.2.3 >> "$WAYBILL_OUTPUT"`],
});
const unit = job("unit", {
  image: "busybox:1.36",
  steps: [
    sh`./test`,
    step("major", sh`./test major`, { when: () => /^\d+\.0\.0$/.test(version.outputs.name) }),
  ],
});

export default pipeline("app", { on: [push()], jobs: [unit] });
