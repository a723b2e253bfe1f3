import { expect, it } from "vitest";
import { dynamicMatrix, imageName, job, sh } from "../../compiler/authoring/index.ts";
import { lowerJobs, scriptOf, told } from "./declare.ts";

const steps = [sh`true`];
const image = "busybox:1.36";
const plan = job("plan", { image, steps, outputs: ["list"] });
const from = plan.outputs.list;

it("a job whose instances come from an output needs its job, and reads its values from the environment", () => {
  const check = dynamicMatrix("check", { from, keys: ["name", "port"], maxParallel: 3 }, ({ name, port }) => ({
    image: imageName`busybox:${port}`,
    steps: [sh`echo ${name} ${port}`],
  }));
  expect(scriptOf([check], "check")).toMatchObject({
    needs: [{ job: "plan", gate: true, artifacts: false }],
    dynamic: { from: { job: "plan", name: "list" }, keys: ["name", "port"], failFast: false, maxParallel: 3 },
    image: { parts: [{ value: "busybox:" }, { kind: "matrix", name: "port" }] },
    steps: [
      {
        run: { script: 'echo "${NAME}" "${PORT}"' },
        env: { NAME: { kind: "matrix", name: "name" }, PORT: { kind: "matrix", name: "port" } },
      },
    ],
  });
});

it("is told what is wrong with it", () => {
  let stolen: never;
  const check = dynamicMatrix("check", { from }, ({ value }) => {
    stolen = value as never;
    return { image, steps, outputs: ["x"] };
  });
  const thief = job("thief", { image, steps: [sh`echo ${stolen!}`] });
  const wrong = dynamicMatrix("wrong", { from: "[]" as never, keys: ["PATH"], maxParallel: 0 }, () => ({
    image,
    steps,
  }));
  expect(told(lowerJobs([plan, check, thief, wrong]).diagnostics)).toEqual([
    "WB2004 from must be an output of a job, but it is a text",
    "WB2107 job check is a dynamic matrix, so it cannot have outputs",
    "WB2106 job thief uses the value `value` of the dynamic matrix `check`, which exists only in its own steps",
    'WB2003 job wrong: a key "PATH" is not a valid key of a dynamic matrix',
    'WB2003 job wrong: maxParallel "0" is out of bounds',
  ]);
});
