import { expect, it } from "vitest";
import { waitingContainer } from "../../../../runtime/executors/docker/container.ts";
import { containerName } from "../../../../runtime/executors/docker/container-name.ts";
import { labelsOf } from "../../../../runtime/executors/docker/labels.ts";
import { scriptJob } from "../../graphs.ts";

it("says the run, the job and the service, in the characters that the engine takes", () => {
  expect(containerName("mfhe3k", "unit", "post gres!")).toMatch(/^waybill-mfhe3k-unit-post-gres--[0-9a-f]{6}$/);
  expect(containerName("mfhe3k", "x".repeat(150)).length).toBeLessThan(160);
});

it("differs between attempts", () => {
  expect(new Set(Array.from({ length: 20 }, () => containerName("r", "unit"))).size).toBe(20);
});

it("is the name of the container of a job", () => {
  const limits = { memory: 1, processes: 1 };
  const options = waitingContainer({
    ...{ job: scriptJob("unit"), image: "sha256:1", labels: labelsOf("mfhe3k"), limits },
    tree: { mounts: [], repository: false },
  });
  expect(options.name).toMatch(/^waybill-mfhe3k-unit-[0-9a-f]{6}$/);
});
