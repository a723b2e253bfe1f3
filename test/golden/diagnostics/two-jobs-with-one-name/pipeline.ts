import { job, pipeline, push, sh } from "waybill";

const unit = job("test", { image: "node:20", steps: [sh`npm test`] });
const types = job("test", { image: "node:20", steps: [sh`npx tsc`] });

export default pipeline("app", { on: [push()], jobs: [unit, types] });
