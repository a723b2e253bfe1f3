import { job, pipeline, pullRequest, push, scriptFile, sh } from "waybill";

// Side by side, each in an image that knows nothing of the other's language, and each in a tree of its own: both write
// the same file, and neither finds the other's.
const script = job("javascript", {
  image: "node:20",
  steps: [sh`test ! -e result.json`, sh`node squares.mjs > result.json`],
  artifacts: ["result.json"],
});

const snake = job("python", {
  image: "python:3.11",
  steps: [sh`test ! -e result.json`, sh`python3 squares.py > result.json`, sh`python3 -m json.tool result.json`],
});

const check = job("check", {
  image: "node:20",
  downloads: [script.artifacts],
  needs: [snake],
  steps: [scriptFile("check.sh", ["javascript"])],
});

export default pipeline("two-languages", { on: [push(), pullRequest()], jobs: [script, snake, check] });
