import { platform } from "node:os";
import { describe, expect, it } from "vitest";
import { job, matrix, script } from "../../../compiler/authoring/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import type { Executor, ExecutorSession } from "../../../runtime/executors/executor.ts";
import { withMachine } from "../../../runtime/executors/machines.ts";
import { graphOf, lowerJobs } from "../../lowering/declare.ts";

const steps = [script`true`];

/** Notes what it is asked to do. */
function recording(name: string, log: string[], failsToClose = false): Executor {
  const session: ExecutorSession = {
    prepare: async ({ id }) => void log.push(`${name} prepares ${id}`),
    execute: async ({ job: { id } }) => {
      log.push(`${name} runs ${id}`);
      return { outputs: {} };
    },
    close: async () => {
      log.push(`${name} closes`);
      if (failsToClose) throw new Error("it did not close");
    },
  };
  return { name, refusals: () => [], open: async () => session };
}

const context = { id: "run", root: "/" };
const graph = graphOf([job("inside", { image: "busybox:1.36", steps }), job("beside", { machine: "default", steps })]);
const request = (id: string) => ({ job: graph.jobs.find((one) => one.id === id) as ScriptJob }) as never;

describe("jobs on the machine", () => {
  it("run beside those in images, and both are closed, also where one of them fails to", async () => {
    const log: string[] = [];
    const session = await withMachine(recording("images", log, true), recording("machine", log)).open(context);
    await session.execute(request("inside"));
    await session.execute(request("beside"));
    await expect(session.close()).rejects.toThrow("it did not close");
    expect(log).toEqual(["images runs inside", "machine runs beside", "images closes", "machine closes"]);
  });

  it("open nothing that no job takes", async () => {
    const log: string[] = [];
    const session = await withMachine(recording("images", log), recording("machine", log)).open(context);
    await session.execute(request("beside"));
    await session.close();
    expect(log).toEqual(["machine runs beside", "machine closes"]);
  });

  it("are refused where their label names another system", () => {
    const labels = { linux: "ubuntu-24.04", win32: "windows-2022", darwin: "macos-15" } as const;
    const all = matrix("tests", { axes: { os: Object.values(labels) } }, ({ os }) => ({ machine: os, steps }));
    const refused = withMachine(recording("images", []), recording("machine", [])).refusals(graphOf([all]));
    const others = Object.entries(labels).filter(([system]) => system !== platform());
    expect(refused.map(({ code, message }) => `${code} ${message}`)).toEqual(
      others.map(
        ([, label]) =>
          `WB4080 job \`tests-${label.replace(".", "-")}\` needs the machine \`${label}\`, but this machine has another operating system`,
      ),
    );
  });

  it("have no image, and nothing that only an image has", () => {
    const { diagnostics } = lowerJobs([job("unit", { machine: "default", image: "node:22", user: "node", steps })]);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WB2350 job unit runs on a machine, so it cannot have `image`",
      "WB2350 job unit runs on a machine, so it cannot have `user`",
    ]);
  });

  it("or else an image: nothing is chosen for a job that has neither", () => {
    const { diagnostics } = lowerJobs([job("unit", { steps })]);
    expect(diagnostics.map(({ code, message, remedy }) => `${code} ${message}: ${remedy}`)).toEqual([
      'WB2351 job unit has neither an `image` nor a `machine`: add the image of its container, such as `image: "node:20"`, or the machine that it runs on, such as `machine: "ubuntu-24.04"`',
    ]);
  });
});
