import { job, manual, pipeline, sh } from "waybill";

const names = Array.from({ length: 26 }, (_, index) => `input_${index}`);
const byHand = manual({ inputs: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])) });

export default pipeline("inputs", { on: [byHand], jobs: [job("unit", { image: "node:22", steps: [sh`npm test`] })] });
