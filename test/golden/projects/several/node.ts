import { job, sh } from "waybill";

/** A script of package.json, as a job: what the pipelines of this project share. */
export const script = (name: string) => job(name, { image: "node:22", steps: [sh`npm ci`, sh`npm run ${name}`] });
