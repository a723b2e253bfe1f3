import { buildImage, deploy, job, nativeJob, pipeline, push, sh, swarmService } from "waybill";

const nowhere = nativeJob("nowhere", {});
const placed = nativeJob("placed", { github: { needs: ["x"], "runs-on": "ubuntu-24.04", steps: [] } });
const unit = job("unit", {
  image: "node:22",
  steps: [sh`npm test`],
  native: { github: { if: "always()" }, gitlab: { rules: [{ when: "always" }] } },
});
const app = buildImage("app", { repository: "registry.example.com/app" });
const smoke = job("smoke", { image: app, steps: [sh`./smoke`] });
const ship = deploy("ship", { image: app.testedBy(smoke), to: swarmService("shop") });

export default pipeline("native", {
  on: [push()],
  jobs: [nowhere, placed, unit, ship],
  native: { github: { on: "push" }, gitlab: { unit: { script: ["true"] } } },
});
