import { readFileSync } from "node:fs";
import { job, pipeline, push, sh } from "waybill";

const version = readFileSync("VERSION", "utf8");
const unit = job("unit", { image: `node:${version}`, steps: [sh`echo ${Date.now()}`] });

export default pipeline("app", { on: [push()], jobs: [unit] });
