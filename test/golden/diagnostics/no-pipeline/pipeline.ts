import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "node:20", steps: [sh`npm test`] });

const app = pipeline("app", { on: [push()], jobs: [unit] });
