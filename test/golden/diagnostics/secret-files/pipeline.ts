import { job, pipeline, push, secret, secretFile, service, sh, step, uses } from "waybill";

const key = secretFile("DEPLOY_KEY");

const beside = job("beside", {
  image: "node:22",
  services: [service("proxy", { image: "proxy:1", env: { KEY: key } })],
  steps: [sh`./test.sh`, step("Scan", uses("actions/cache@v4", { fallback: sh`./scan` }), { env: { KEY: key } })],
});
const value = job("value", { image: "node:22", steps: [sh`./ship.sh ${secret("DEPLOY_KEY")}`] });

export default pipeline("files", { on: [push()], jobs: [beside, value] });
