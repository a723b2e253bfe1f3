import { gitlabComponent, gitlabFile, job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "node:22", steps: [sh`npm test`] });

export default pipeline("included", {
  on: [push()],
  jobs: [unit],
  gitlab: {
    include: [
      gitlabComponent("gitlab.com/components/secret-detection/secret-detection@2.1.0"),
      gitlabFile({ project: "platform/ci", file: "/templates/licenses.yml", ref: "v3" }),
    ],
  },
});
