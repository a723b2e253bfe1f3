import { job, pipeline, pullRequest, push, sh } from "waybill";

const write = job("write", {
  image: "busybox:1.36",
  steps: [sh`mkdir -p out`, sh`echo "Hello from a job of its own" > out/hello.txt`],
  artifacts: ["out/hello.txt"],
});

const read = job("read", {
  image: "busybox:1.36",
  downloads: [write.artifacts],
  steps: [sh`cat out/hello.txt`],
});

export default pipeline("hello", { on: [push(), pullRequest()], jobs: [write, read] });
