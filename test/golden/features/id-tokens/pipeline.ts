import { buildImage, command, deploy, idToken, job, pipeline, pullRequest, push, sh, step } from "waybill";

const vault = idToken("VAULT_ID_TOKEN", { audience: "https://vault.example.com" });
const cloud = idToken("CLOUD_ID_TOKEN", { audience: "sts.amazonaws.com" });

const publish = job("publish", {
  image: "node:22",
  secrets: [cloud],
  steps: [step("Log in", sh`./log-in.sh`), step("Publish", sh`./publish.sh ${vault}`)],
  when: (run) => run.branch === "main",
});

const app = buildImage("app", {
  repository: "registry.example.com/shop",
  secrets: { packages: cloud },
  when: (run) => run.branch === "main",
});

const smoke = job("smoke", { image: app, steps: [sh`/app/smoke`, step("Report", sh`/app/report`, { env: { TOKEN: vault } })] });

const edge = deploy("edge", {
  image: app.testedBy(smoke),
  to: command("edge", sh`./ship.sh`, { image: "alpine:3.20", secrets: [cloud] }),
});

export default pipeline("tokens", { on: [push({ branches: ["main"] }), pullRequest()], jobs: [publish, app, smoke, edge] });
