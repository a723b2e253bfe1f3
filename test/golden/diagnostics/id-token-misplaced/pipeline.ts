import { idToken, job, pipeline, pullRequest, push, secret, service, sh } from "waybill";

const vault = idToken("TOKEN", { audience: "https://vault.example.com" });

const twice = job("twice", {
  image: "node:22",
  steps: [sh`./log-in.sh ${vault} ${idToken("TOKEN", { audience: "sts.amazonaws.com" })}`],
});
const mixed = job("mixed", { image: "node:22", secrets: [vault], steps: [sh`./log-in.sh ${secret("TOKEN")}`] });
const beside = job("beside", {
  image: "node:22",
  services: [service("proxy", { image: "proxy:1", env: { TOKEN: vault } })],
  steps: [sh`./test.sh`],
});
const forks = job("forks", { image: "node:22", steps: [sh`./log-in.sh ${vault}`] });

export default pipeline("tokens", { on: [push(), pullRequest()], jobs: [twice, mixed, beside, forks] });
