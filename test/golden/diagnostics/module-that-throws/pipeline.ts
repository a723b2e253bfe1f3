import { job, pipeline, push, sh } from "waybill";

function versions(): string[] {
  throw new Error("no versions are known");
}

const jobs = versions().map((version) => job(`node-${version}`, { image: `node:${version}`, steps: [sh`npm test`] }));

export default pipeline("app", { on: [push()], jobs });
