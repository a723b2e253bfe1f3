import { dynamicMatrix, imageName, job, pipeline, push, sh } from "waybill";

// The plan decides, while the pipeline runs, what is tested and in which image.
const plan = job("plan", {
  image: "busybox:1.36",
  steps: [
    sh`echo 'suites=[{"suite":"unit","node":"20"},{"suite":"browser","node":"22"}]' >> "$WAYBILL_OUTPUT"`,
    sh`echo "tag=1.36" >> "$WAYBILL_OUTPUT"`,
  ],
  outputs: ["suites", "tag"],
});

const check = dynamicMatrix("check", { from: plan.outputs.suites, keys: ["suite", "node"], failFast: true }, (m) => ({
  image: imageName`node:${m.node}-slim`,
  env: { SUITE: m.suite },
  steps: [sh`echo "testing $SUITE with node ${m.node}"`, sh`node -e 'process.exit(process.env.SUITE ? 0 : 1)'`],
}));

const summary = job("summary", {
  image: imageName`busybox:${plan.outputs.tag}`,
  needs: [check],
  steps: [sh`echo all checked`],
});

export default pipeline("dynamic", { on: [push()], jobs: [plan, check, summary] });
