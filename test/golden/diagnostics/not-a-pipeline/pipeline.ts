import { job, sh } from "waybill";

export default job("unit", { image: "node:20", steps: [sh`npm test`] });
