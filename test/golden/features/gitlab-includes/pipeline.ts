import {
  buildImage,
  deploy,
  gitlabComponent,
  gitlabFile,
  gitlabRemote,
  gitlabTemplate,
  job,
  manual,
  pipeline,
  push,
  sh,
  swarmService,
} from "waybill";

const byHand = manual({ inputs: { level: { type: "choice", options: ["info", "debug"], default: "info" } } });
const unit = job("unit", { image: "node:22", steps: [sh`npm test -- ${byHand.inputs.level}`] });
const app = buildImage("app", { repository: "registry.example.com/shop" });
const smoke = job("smoke", { image: app, steps: [sh`/app/smoke`] });
const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("shop", { engine: "ssh://deploy@shop.example.com" }),
});

export default pipeline("included", {
  on: [push(), byHand],
  jobs: [unit, app, smoke, production],
  gitlab: {
    include: [
      gitlabComponent("gitlab.com/components/secret-detection/secret-detection@1111111111111111111111111111111111111111", {
        inputs: { stage: "scan", job_name: "yes" },
      }),
      gitlabFile({
        project: "platform/ci",
        file: "/templates/licenses.yml",
        ref: "2222222222222222222222222222222222222222",
        inputs: { strict: true, depth: 3, allow: ["MIT", "Apache-2.0"] },
      }),
      gitlabRemote("https://ci.example.com/notify.yml", {
        integrity: "sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=",
      }),
      gitlabTemplate("Jobs/SAST.gitlab-ci.yml"),
    ],
    stages: ["scan", "test"],
  },
});
