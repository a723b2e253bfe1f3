import { buildImage, exec, job, pipeline, push, sh, step } from "waybill";

const app = buildImage("app", { repository: "registry.example.com/shop" });

const smoke = job("smoke", {
  image: app,
  entrypoint: "image",
  steps: [sh`./smoke`, step("Report", exec(["/app/report", "--all"]), { env: { LEVEL: "info" }, workingDirectory: "reports" })],
});

const bare = job("bare", { image: app, entrypoint: "image", steps: [exec(["--version"])] });

const tool = job("tool", { image: "example/tool:1", entrypoint: "image", steps: [sh`migrate`] });

export default pipeline("entrypoint", { on: [push()], jobs: [app, smoke, bare, tool] });
