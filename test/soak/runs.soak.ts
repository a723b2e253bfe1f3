import { it } from "vitest";
import { describeDocker, docker } from "../engine/index.ts";
import { runInARow } from "./in-a-row.ts";

describeDocker("200 runs in a row", ({ socketPath }) => {
  it("hold no more in the end than at the beginning", () => runInARow({ docker: docker(), socketPath, runs: 200 }));
});
