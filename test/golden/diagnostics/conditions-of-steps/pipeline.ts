import { buildImage, deploy, job, pipeline, pullRequest, push, sh, step, swarmService } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/app", context: ".", when: (run) => !run.pullRequest });
const smoke = job("smoke", {
  image: app,
  steps: [sh`./smoke`, step("all", sh`./smoke --all`, { when: (run) => run.branch === "main" })],
});
const production = deploy("production", {
  image: app.testedBy(smoke),
  to: swarmService("app"),
  when: (run) => run.branch === "main" || run.tag === "v1",
});
const label = job("label", {
  image: "busybox:1.36",
  steps: [
    step("tag", sh`./label ${"tag"}`, { when: (run) => run.tag !== undefined }),
    step("branch", sh`./label ${"branch"}`, { when: (run) => run.branch !== "main" || run.tag !== "v1" }),
  ],
  when: (run) => run.branch !== undefined || run.pullRequest !== undefined,
});

export default pipeline("app", { on: [push(), pullRequest()], jobs: [production, label] });
