import { buildImage, deploy, job, pipeline, push, sh, swarmService } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/app", context: "." });
const smoke = job("smoke", { image: app, steps: [sh`./smoke`], when: (run) => run.tag === undefined });
const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("app"),
  when: (run) => run.branch === "main" || run.tag === "v1",
});

export default pipeline("app", { on: [push()], jobs: [production] });
