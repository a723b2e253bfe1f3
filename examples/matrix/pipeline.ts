import { job, matrix, pipeline, pullRequest, push, sh } from "waybill";

// One declaration, four jobs: unit-20-slim, unit-22-slim, and so on. Their values are typed as what they are.
const unit = matrix(
  "unit",
  {
    axes: { node: [20, 22], os: ["slim", "bookworm"] },
    exclude: [{ node: 20, os: "bookworm" }],
    include: [{ node: 24, os: "slim" }],
    maxParallel: 2,
  },
  ({ node, os }) => ({
    image: `node:${node}-${os}`,
    env: { EDITION: node === 24 ? "next" : "stable" },
    steps: [sh`node --version`, sh`mkdir -p reports && echo "$EDITION on ${os}" > reports/${node}-${os}.txt`],
    artifacts: ["reports"],
  }),
);

const summary = job("summary", {
  image: "busybox:1.36",
  downloads: [unit.artifacts],
  steps: [sh`cat reports/*.txt`, sh`test "$(ls reports | wc -l)" -eq 4`],
});

export default pipeline("matrix", { on: [push(), pullRequest()], jobs: [unit, summary] });
