import type Docker from "dockerode";
import { describe, expect, it } from "vitest";
import type { Service } from "../../../../compiler/graph/model/index.ts";
import { untilReady } from "../../../../runtime/executors/docker/readiness.ts";

const service: Service = {
  ...{ name: "db", image: { kind: "registry", reference: "busybox:local" }, env: {}, ports: [] },
  ...{ ready: { kind: "command", argv: ["true"], timeout: 60 }, location: { file: "pipeline.ts", line: 1, column: 1 } },
};

const engine = {} as Docker;
const never = new AbortController().signal;

/** A container that runs when it is first looked at, and has ended when something is to be run in it. */
function endingMeanwhile(refusal: Error): Docker.Container {
  const states = [{ Running: true }, { Running: false, ExitCode: 3 }];
  return {
    inspect: async () => ({ State: states.shift(), NetworkSettings: { Networks: {} } }),
    exec: async () => {
      throw refusal;
    },
  } as unknown as Docker.Container;
}

describe("a service that ends between a look at it and the try whether it is ready", () => {
  it("is told with its exit code", async () => {
    const container = endingMeanwhile(Object.assign(new Error("Container is not running"), { statusCode: 409 }));
    expect(await untilReady(engine, container, service, never)).toBe("it has ended, with exit code 3");
  });

  it("is no excuse for a broken connection", async () => {
    const container = endingMeanwhile(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
    await expect(untilReady(engine, container, service, never)).rejects.toThrow("socket hang up");
  });
});
