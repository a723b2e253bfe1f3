import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import type { Job, Service } from "../../../../compiler/graph/model/index.ts";
import { dockerExecutor } from "../../../../runtime/executors/docker/index.ts";
import { type RunEvent, type RunOutcome, run } from "../../../../runtime/index.ts";
import { makeLocalImage } from "../../../../scripts/local-image.mjs";
import { describeDocker, docker, expectNothingLeft, otherEngine } from "../../../engine/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../../graphs.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-faults-"));
const folder = mkdtempSync(join(tmpdir(), "waybill-faults-cache-"));
writeFileSync(join(root, "file.txt"), "a file\n");
afterAll(() => {
  for (const one of [root, folder]) rmSync(one, { recursive: true, force: true });
});

interface Seen {
  readonly outcome: RunOutcome;
  readonly lines: readonly string[];
}

async function seen(
  address: string,
  jobs: readonly Job[],
  on: (event: RunEvent, run: string) => void = () => {},
): Promise<Seen> {
  const lines: string[] = [];
  let id = "";
  const outcome = await run(graphOf(...jobs), {
    ...{ root, facts, secrets: () => undefined, executor: dockerExecutor({ address, folder, absence: 120_000 }) },
    reporter(event) {
      if (event.type === "run-started") id = event.run;
      if (event.type === "log") lines.push(event.line);
      on(event, id);
    },
  });
  return { outcome, lines };
}

describeDocker("the engine", () => {
  it.each([
    ["restarted", "SIGTERM"],
    ["killed with -9 and started again", "SIGKILL"],
  ] as const)(
    "that is %s in mid-run fails the job as the infrastructure, and nothing is left",
    async (_, signal) => {
      const engine = await otherEngine();
      onTestFinished(() => engine.dispose());
      await makeLocalImage(engine.docker, { kind: "busybox", tag: "busybox:local" });
      let restarted: Promise<void> | undefined;
      const jobs = [
        scriptJob("a", { retry: 2, steps: [step("trap '' TERM; echo begun; sleep 600")] }),
        scriptJob("b", { needs: [need("a")], steps: [step("echo never")] }),
      ];
      const { outcome, lines } = await seen(`unix://${engine.socketPath}`, jobs, (event) => {
        if (event.type === "log" && event.line === "begun") restarted ??= engine.restart(signal);
      });
      await restarted;
      expect(outcome).toMatchObject({ status: "failed", exitCode: 3 });
      expect(outcome.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
        expect.stringContaining("WB4006 the container of `a` was lost"),
      ]);
      expect(outcome.jobs.get("b")).toEqual({ status: "skipped", reason: { kind: "need", job: "a" } });
      expect(lines).toEqual(["begun"]);
      await expectNothingLeft(outcome.run, engine.docker);
      expect(readdirSync(join(folder, "runs"))).toEqual([]);
    },
    240_000,
  );
});

describeDocker("jobs in containers", ({ socketPath, images }) => {
  const address = `unix://${socketPath}`;

  it("end with their timeout, also where a step forks and ignores signals", async () => {
    const deaf =
      "trap '' TERM INT HUP; (trap '' TERM; while :; do sleep 1; done) & echo deaf; while :; do sleep 1; done";
    const { outcome, lines } = await seen(address, [scriptJob("a", { timeout: 1, steps: [step(deaf)] })]);
    expect(lines).toEqual(["deaf"]);
    expect(outcome.jobs.get("a")).toMatchObject({ failure: { kind: "timeout", seconds: 1 } });
    await expectNothingLeft(outcome.run);
  });

  it("tell of a service that has died under them, with what it said last", async () => {
    const db: Service = {
      ...{ name: "db", image: { kind: "registry", reference: images.busybox }, env: {}, ports: [] },
      command: ["sh", "-c", "echo out of space; while [ ! -e /die ]; do sleep 0.1; done; exit 9"],
      location: { file: "pipeline.ts", line: 2, column: 1 },
    };
    const until = "echo begun; while ping -c 1 -W 1 db >/dev/null 2>&1; do sleep 0.2; done; echo gone; exit 1";
    const { outcome, lines } = await seen(
      address,
      [scriptJob("a", { services: [db], steps: [step(until)] })],
      async (event, id) => {
        if (event.type !== "log" || event.line !== "begun") return;
        const label = [`dev.waybill.run=${id}`, "dev.waybill.service=db"];
        const [found] = await docker().listContainers({ filters: { label } });
        await docker()
          .getContainer(found?.Id ?? "")
          .kill();
      },
    );
    expect(outcome.jobs.get("a")).toMatchObject({ failure: { kind: "exit", step: 0, exitCode: 1 } });
    expect(lines).toEqual(["begun", "gone", "service db has ended with exit code 137", "db: out of space"]);
    await expectNothingLeft(outcome.run);
  });

  it("of two runs at once on one repository do not see each other", async () => {
    const jobs = () => [
      scriptJob("a", {
        steps: [step("test ! -e mark; echo x > mark; echo y >> file.txt; sleep 0.5; wc -l < file.txt")],
        artifacts: { paths: ["mark"], exclude: [], on: "success", retentionDays: 1, junit: [] },
      }),
      scriptJob("b", { needs: [need("a", { artifacts: true })], steps: [step("cat mark")] }),
    ];
    const both = await Promise.all([seen(address, jobs()), seen(address, jobs())]);
    for (const { outcome, lines } of both) {
      expect(outcome.exitCode).toBe(0);
      expect(lines.map((line) => line.trim())).toEqual(["2", "x"]);
      await expectNothingLeft(outcome.run);
    }
  });

  it("cannot write to the terminal, nor break a line by bytes that are no text", async () => {
    const script = "printf 'a\\033[2J\\033]0;title\\007b\\n\\377\\376c\\n\\303'; sleep 0.2; printf '\\251\\n'";
    const { outcome, lines } = await seen(address, [scriptJob("a", { steps: [step(script)] })]);
    expect(lines).toEqual(["ab", "\ufffd\ufffdc", "é"]);
    expect(outcome.exitCode).toBe(0);
  });
});
