import { call, job, manual, pipeline, sh } from "waybill";

const byHand = manual({ inputs: { level: { type: "choice", options: ["info", "debug"], default: "info" } } });
const called = call({ inputs: { level: { type: "string", default: "info" }, waybill_called: { type: "boolean" } } });

const unit = job("unit", { image: "node:22", steps: [sh`./test.sh ${byHand.inputs.level} ${called.inputs.level}`] });

export default pipeline("inputs", { on: [byHand, called], jobs: [unit] });
