import { buildImage, deploy, job, pipeline, push, sh, swarmService, uses } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/app" });
const smoke = job("smoke", { image: app, steps: [sh`./smoke`, uses("example/load-test@v1")] });
const production = deploy("production", { image: app.testedBy(smoke), to: swarmService("app") });

export default pipeline("app", { on: [push({ branches: ["main"] })], jobs: [production] });
