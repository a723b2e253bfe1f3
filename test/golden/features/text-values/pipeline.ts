import { buildImage, dynamicMatrix, job, manual, matrix, pipeline, pullRequest, push, runFacts, secret, sh, step, text, uses } from "waybill";

const started = manual({ inputs: { suffix: { type: "string", default: "it's" } } });

const version = job("version", {
  image: "busybox:1.36",
  steps: [sh`echo 'number=1.2.3' >> "$WAYBILL_OUTPUT"`, sh`echo 'names=["a","b"]' >> "$WAYBILL_OUTPUT"`],
  outputs: ["number", "names"],
});

const app = buildImage("app", { repository: "registry.example.com/app", context: "." });

const made = step("Made", sh`echo "file=a b.txt" >> "$WAYBILL_OUTPUT"`, { outputs: ["file"] });
const pack = job("pack", {
  image: "node:22",
  env: {
    RELEASE: text`release-${runFacts.branch}-${version.outputs.number}-${started.inputs.suffix}`,
    KNOWN: text`a-${1}-${"b"}`,
    IMAGE: text`docker://${app}`,
  },
  steps: [
    made,
    step("Show", sh`echo "$RELEASE" "$URL" ${text`${runFacts.event}: $HOME ${made.outputs.file}`}`, {
      env: { URL: text`https://ci:${secret("TOKEN")}@example.com/${made.outcome}` },
      when: (run) => !run.pullRequest?.fork,
    }),
  ],
});

const announce = job("announce", {
  image: "node:22",
  steps: [
    step(
      "Coverage",
      uses("codecov/codecov-action@5a1091511ad55cbe89839c7260b706298ca349f7", {
        with: { flags: text`v${version.outputs.number}`, name: text`Of ${runFacts.branch}`, override_branch: runFacts.tag },
        fallback: sh`echo ${text`v${version.outputs.number}`}`,
      }),
    ),
  ],
});

const systems = matrix("systems", { axes: { node: [20, 22] } }, ({ node }) => ({
  image: `node:${node}`,
  env: { LABEL: text`node ${node} of ${runFacts.branch}` },
  steps: [sh`echo "$LABEL"`],
}));

const each = dynamicMatrix("each", { from: version.outputs.names }, ({ value }) => ({
  image: "busybox:1.36",
  env: { LABEL: text`<${value}>` },
  steps: [sh`echo "$LABEL"`],
}));

export default pipeline("text values", { on: [push(), pullRequest(), started], jobs: [pack, announce, systems, each] });
