import { it } from "vitest";
import { makeLocalImage } from "../../scripts/local-image.mjs";
import { describeDocker, otherEngine } from "../engine/index.ts";
import { runInARow } from "./in-a-row.ts";

describeDocker("runs in a row", () => {
  it("hold no more in the end than at the beginning", async () => {
    // Other tests use the common engine at the same time.
    const { docker, socketPath, dispose } = await otherEngine();
    try {
      await makeLocalImage(docker, { kind: "busybox", tag: "busybox:local" });
      await runInARow({ docker, socketPath, runs: 12 });
    } finally {
      await dispose();
    }
  });
});
