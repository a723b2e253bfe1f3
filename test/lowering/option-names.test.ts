import { expect, it } from "vitest";
import { buildImage, job, service, sh, step } from "../../compiler/authoring/index.ts";
import { lowerJobs, told } from "./declare.ts";

it("an option that does not exist is refused wherever it comes from, with the name that was meant", () => {
  const steps = [step("s", sh`true`, { ...{ workingDirectry: "x" } } as object)];
  const db = service("db", { image: "postgres:16", ...{ port: [1] } });
  const jobs = [
    job("a", { image: "x", steps, services: [db], ...{ timout: "1 minute", artefacts: [] } }),
    job("b", {
      ...{ image: "x", steps: [sh`true`] },
      artifacts: { paths: ["dist"], ...{ expire: "1 day" } },
      cache: { key: "a", paths: ["b"], ...{ prefx: "c" } },
    }),
    buildImage("c", { repository: "r.example.com/c", ...{ dockerFile: "D" } }),
  ];
  const found = lowerJobs(jobs).diagnostics;
  expect(told(found).sort()).toMatchInlineSnapshot(`
    [
      "WB2162 job a has the option \`artefacts\`, which does not exist",
      "WB2162 job a has the option \`timout\`, which does not exist",
      "WB2162 job a has the option \`workingDirectry\`, which does not exist",
      "WB2162 job b has the option \`artifacts.expire\`, which does not exist",
      "WB2162 job b has the option \`cache.prefx\`, which does not exist",
      "WB2162 job c has the option \`dockerFile\`, which does not exist",
      "WB2162 service db has the option \`port\`, which does not exist",
    ]
  `);
  expect(found.map(({ remedy }) => remedy)).toContain("did you mean timeout? If not, remove it");
});
