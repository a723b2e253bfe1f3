import { job, nativeJob, pipeline, pullRequest, push, sh } from "waybill";

const unit = job("unit", {
  image: "node:22",
  steps: [sh`npm test`],
  native: {
    github: { name: "Unit tests / node 22", concurrency: { group: "unit" } },
    gitlab: { coverage: "/^Lines: (\\d+)%$/", variables: { FF_USE_FASTZIP: "true" } },
  },
});

const scan = nativeJob("codeql", {
  github: {
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read" },
    steps: [
      { uses: "github/codeql-action/init@2847b7f7ab9f48fc49eca90a53fff6007285f399" },
      { run: 'echo "$RUNNER_OS"' },
    ],
  },
  needs: [unit],
  when: (run) => run.event === "push",
});

const sast = nativeJob("sast", {
  gitlab: { image: "alpine:3.20", script: ["./scan.sh"], artifacts: { reports: { sast: "sast.json" } } },
  needs: [unit],
});

const report = job("report", { image: "node:22", needs: [scan, sast], steps: [sh`node report.mjs`] });

export default pipeline("native", {
  on: [push({ branches: ["main"] }), pullRequest()],
  jobs: [report],
  native: {
    github: { "run-name": "CI of ${{ github.ref_name }}", env: { TZ: "UTC" } },
    gitlab: { default: { retry: 1 }, variables: { TZ: "UTC" } },
  },
});
