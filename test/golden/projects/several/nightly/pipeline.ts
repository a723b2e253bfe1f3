import { job, manual, pipeline, schedule, sh } from "waybill";
import { script } from "../node.ts";

const byHand = manual({ inputs: { users: { type: "number", default: 100 } } });
const unit = script("unit");
const load = job("load", { image: "node:22", needs: [unit], steps: [sh`node load.mjs --users ${byHand.inputs.users}`] });

export const weekly = pipeline("weekly", { on: [schedule("0 5 * * 0"), byHand], jobs: [script("audit")] });

export default pipeline("nightly", { on: [schedule("0 3 * * *"), byHand], jobs: [unit, load] });
