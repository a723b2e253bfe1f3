import { idToken, job, pipeline, push, sh } from "waybill";

const cache = { key: ["package-lock.json"], paths: [".npm"] };
const npm = idToken("NPM_ID_TOKEN", { audience: "npm:registry.npmjs.org" });

const unit = job("unit", { image: "node:22", cache, steps: [sh`npm test`] });
const pages = job("pages", { image: "node:22", cache, environment: "pages", steps: [sh`npm run pages`] });
const release = job("release", { image: "node:22", cache, permissions: { contents: "write" }, steps: [sh`npm run release`] });
const publish = job("publish", { image: "node:22", cache, secrets: [npm], steps: [sh`npm publish`] });
const warm = job("warm", { image: "node:22", cache: { ...cache, policy: "push" }, environment: "pages", steps: [sh`npm ci`] });

export default pipeline("caches", { on: [push()], jobs: [unit, pages, release, publish, warm] });
