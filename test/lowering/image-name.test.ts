import { expect, it } from "vitest";
import { imageName, job, runFacts, secret, sh } from "../../compiler/authoring/index.ts";
import { lowerJobs, scriptOf, told } from "./declare.ts";

const steps = [sh`true`];
const plan = job("plan", { image: "busybox:1.36", steps, outputs: ["version", "digest"] });
const problems = (image: ReturnType<typeof imageName>) => told(lowerJobs([job("unit", { image, steps })]).diagnostics);

it("an image's name may have outputs in it, whose jobs are gates", () => {
  const unit = job("unit", { image: imageName`node:${plan.outputs.version}-${"slim"}`, steps });
  expect(scriptOf([unit], "unit")).toMatchObject({
    needs: [{ job: "plan", gate: true, artifacts: false }],
    image: {
      kind: "template",
      parts: [
        { kind: "literal", value: "node:" },
        { kind: "output", job: "plan", name: "version" },
        { kind: "literal", value: "-" },
        { kind: "literal", value: "slim" },
      ],
    },
  });
  expect(problems(imageName`registry.example.com/app@${plan.outputs.digest}`)).toEqual([]);
  expect(problems(imageName`registry.example.com/app:${runFacts.sha}`)).toEqual([]);
});

it("what is known of it must be right", () => {
  expect(problems(imageName`Node:${plan.outputs.version}`)).toEqual([
    'WB2003 job unit: the image "Node:x" is not a valid image reference',
  ]);
  expect(problems(imageName`node:${secret("TAG") as never}`)).toEqual([
    "WB2004 image must be an output, a fact of the run, an input, a variable or a string in it, but it is the secret TAG, which is known only when a job runs",
  ]);
});
