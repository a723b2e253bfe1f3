import { gitlabVariable, imageName, job, pipeline, push, runFacts, script, service, sh, text, vars } from "waybill";

// Texts with values of the run: in variables, names of images and caches.
const plain = job("plain", {
  image: imageName`${vars("REGISTRY")}/node:22`,
  env: { NAME: text`${vars("TEAM")}_${runFacts.sha}`, PRICE: "5$" },
  services: [service("db", { image: imageName`postgres:${vars("POSTGRES")}-alpine` })],
  cache: { name: text`npm-${runFacts.branch}`, fallback: ["npm-main"], paths: [".npm"] },
  steps: [script`npm ci`],
});

const strict = job("strict", {
  image: "node:22",
  env: { NAME: text`${vars("TEAM")}_${runFacts.sha}`, REF: runFacts.branch },
  cache: { key: "package-lock.json", prefix: "", paths: [".npm"] },
  steps: [sh`npm run label -- ${text`a ${runFacts.branch}`}`],
});

const onGitLab = job("on GitLab", {
  image: imageName`${gitlabVariable("CI_REGISTRY_IMAGE")}:latest`,
  steps: [script`npm test`],
});

export default pipeline("texts", { on: [push()], jobs: [plain, strict, onGitLab] });
