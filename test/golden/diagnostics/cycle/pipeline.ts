import { type Job, job, pipeline, push, sh } from "waybill";

const wait: Job[] = [];
const a = job("a", { image: "node:20", needs: wait, steps: [sh`true`] });
const b = job("b", { image: "node:20", needs: [a], steps: [sh`true`] });
const c = job("c", { image: "node:20", needs: [b], steps: [sh`true`] });
wait.push(c);

export default pipeline("app", { on: [push()], jobs: [a, b, c] });
