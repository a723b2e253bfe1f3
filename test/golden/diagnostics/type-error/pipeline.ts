import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "node:20", step: [sh`npm test`], timeout: "soon" });

export default pipeline("app", { on: [push()], jobs: [unit] });
