import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Job } from "../../compiler/graph/model/index.ts";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import type { Executor } from "../../runtime/executors/executor.ts";
import { hostExecutor } from "../../runtime/executors/host/index.ts";
import { type RunEvent, type RunOptions, run } from "../../runtime/index.ts";
import { openStore } from "../../runtime/store/store.ts";
import { describeDocker, docker, uniqueName } from "../engine/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../runtime/graphs.ts";

const artifacts = { paths: ["out"], exclude: [], on: "success", retentionDays: 7, junit: [] } as const;
/** The first line of the input alone decides what it makes. */
const make = scriptJob("make", {
  ...{ inputs: ["src"], outputs: ["first"], artifacts },
  steps: [
    step('echo "made of $(cat src/a)"; echo warned >&2; mkdir out; head -n 1 src/a > out/a'),
    step('echo "first=$(head -n 1 src/a)" >> "$WAYBILL_OUTPUT"'),
  ],
});
const use = scriptJob("use", {
  ...{ inputs: [], needs: [need("make", { gate: true, artifacts: true })] },
  env: { FIRST: { kind: "output", job: "make", name: "first" } },
  steps: [step('echo "used $(cat out/a) $FIRST"')],
});
/** It does not name its inputs. */
const always = scriptJob("always", {
  needs: [need("make", { gate: true, artifacts: true })],
  steps: [step('echo "always $(cat out/a)"')],
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-reuse-"));
  onTestFinished(() => {
    chmodSync(join(folder, "store"), 0o700);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of ["tree/src", "store"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "tree/src/a"), "one\n");
});

const storeFiles = () =>
  readdirSync(join(folder, "store"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

function suite(executor: () => Executor): void {
  /** How each job ended, what it wrote, and how often something was opened to run jobs on. */
  async function seen(jobs: readonly Job[], more: Partial<RunOptions> = {}) {
    const events: RunEvent[] = [];
    let opened = 0;
    const inner = executor();
    const outcome = await run(graphOf(...jobs), {
      ...{ root: join(folder, "tree"), facts, secrets: () => undefined, concurrency: 2 },
      executor: {
        ...inner,
        open(context) {
          opened += 1;
          return inner.open(context);
        },
      },
      store: openStore({ folder: join(folder, "store") }),
      reporter: (event) => events.push(event),
      ...more,
    });
    const ended = Object.fromEntries(
      [...outcome.jobs].map(([id, result]) => [
        id,
        result.status === "succeeded" && result.cached ? result.cached.because : result.status,
      ]),
    );
    const lines = events.flatMap((event) =>
      event.type === "log" ? [`${event.job} ${event.stream} ${event.line}`] : [],
    );
    const notices = events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
    return { ended, lines: lines.sort(), opened, notices, outcome };
  }

  it("restores what has not changed, with log, outputs and artifacts, and runs nothing", async () => {
    const first = await seen([make, use]);
    expect(first.ended).toEqual({ make: "succeeded", use: "succeeded" });
    const second = await seen([make, use]);
    expect(second.ended).toEqual({ make: "unchanged", use: "unchanged" });
    expect(second.lines).toEqual(first.lines);
    expect(second.lines).toEqual(["make stderr warned", "make stdout made of one", "use stdout used one one"]);
    expect(second.outcome.jobs.get("make")).toMatchObject({
      outputs: { first: "one" },
      cached: { run: first.outcome.run },
    });
    expect([first.opened, second.opened]).toEqual([1, 0]);
    expect(readdirSync(join(folder, "store/runs"))).toEqual([]);
  });

  it("gives restored artifacts to a job that runs", async () => {
    await seen([make]);
    const second = await seen([make, always]);
    expect(second.ended).toEqual({ make: "unchanged", always: "succeeded" });
    expect(second.lines).toContain("always stdout always one");
    expect((await seen([make, always])).ended).toEqual({ make: "unchanged", always: "succeeded" });
  });

  it("runs what has changed, and what follows only where something else reaches it", async () => {
    await seen([make, use]);
    writeFileSync(join(folder, "tree/src/a"), "one\nmore\n");
    const same = await seen([make, use]);
    expect(same.ended).toEqual({ make: "succeeded", use: "unchanged" });
    writeFileSync(join(folder, "tree/src/a"), "two\n");
    expect((await seen([make, use])).ended).toEqual({ make: "succeeded", use: "succeeded" });
    writeFileSync(join(folder, "tree/src/a"), "one\n");
    expect((await seen([make, use])).ended).toEqual({ make: "unchanged", use: "unchanged" });
  });

  it("takes nothing, and keeps what it makes, when it is told to run everything", async () => {
    await seen([make]);
    expect((await seen([make], { fresh: true })).ended).toEqual({ make: "succeeded" });
    expect((await seen([make])).ended).toEqual({ make: "unchanged" });
  });

  it("runs a job again when anything of its result is damaged", async () => {
    await seen([make]);
    for (const index of storeFiles().keys()) {
      const file = storeFiles()[index] as string;
      chmodSync(file, 0o600);
      writeFileSync(file, "damaged");
      const { ended, lines, outcome } = await seen([make, always]);
      expect(outcome.exitCode).toBe(0);
      expect(["succeeded", "unchanged"]).toContain(ended.make);
      expect(lines).toContain("always stdout always one");
      expect((await seen([make])).ended).toEqual({ make: "unchanged" });
    }
  });

  it("keeps no failure, and nothing of what is given a secret or holds one", async () => {
    const broken = scriptJob("broken", { inputs: [], steps: [step("exit 3")] });
    expect((await seen([broken])).ended).toEqual({ broken: "failed" });
    expect((await seen([broken])).ended).toEqual({ broken: "failed" });
    const env = { TOKEN: { kind: "secret", name: "TOKEN" } } as const;
    const secret = scriptJob("secret", {
      ...{ inputs: [], env, outputs: ["token"] },
      steps: [step('echo "token=$TOKEN" >> "$WAYBILL_OUTPUT"')],
    });
    const taker = scriptJob("taker", {
      ...{ inputs: [], needs: [need("secret", { gate: true })] },
      env: { GIVEN: { kind: "output", job: "secret", name: "token" } },
      steps: [step("true")],
    });
    const secrets = () => "s3cret-s3cret";
    for (let round = 0; round < 2; round += 1) {
      const { ended } = await seen([secret, taker], { secrets });
      expect(ended).toEqual({ secret: "succeeded", taker: "succeeded" });
    }
    // Which files there were to look at is kept for `waybill why`: none.
    expect(storeFiles().map((path) => readFileSync(path, "utf8"))).toEqual(["[]"]);
  });

  it("keeps nothing that ran while its inputs changed", async () => {
    const root = join(folder, "tree");
    const edit = scriptJob("edit", {
      ...{ inputs: ["src"], env: { ROOT: { kind: "literal", value: root } } },
      steps: [step("echo begun; cat src/a")],
    });
    const reporter = (event: RunEvent) => {
      if (event.type === "log" && event.line === "begun") writeFileSync(join(root, "src/a"), "edited\n");
    };
    await seen([edit], { reporter });
    const { ended, lines } = await seen([edit]);
    expect(ended).toEqual({ edit: "succeeded" });
    expect(lines).toContain("edit stdout edited");
  });

  it("is the same for two runs at once", async () => {
    const both = await Promise.all([seen([make, use]), seen([make, use])]);
    for (const { outcome } of both) expect(outcome.exitCode).toBe(0);
    expect((await seen([make, use])).ended).toEqual({ make: "unchanged", use: "unchanged" });
  });

  it("runs all the same, and says so once, where nothing can be kept", async () => {
    rmSync(join(folder, "store"), { recursive: true });
    writeFileSync(join(folder, "store"), "a file");
    const { ended, notices } = await seen([make, use]);
    expect(ended).toEqual({ make: "succeeded", use: "succeeded" });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^what earlier runs left cannot be used: ENOTDIR/);
  });
}

describe("the host executor", () => suite(() => hostExecutor({ folder: join(folder, "cache") })));

describeDocker("the Docker executor", ({ socketPath, images }) => {
  const address = `unix://${socketPath}`;
  suite(() => dockerExecutor({ address, folder: join(folder, "cache") }));

  it("runs a job again when its image's tag means another image", async () => {
    const engine = docker();
    const repo = uniqueName("moved");
    const moved = `${repo}:1`;
    const tag = async (id: string) => engine.getImage(id).tag({ repo, tag: "1" });
    const [one, other] = [images.busybox, await otherImage()];
    const job = scriptJob("moved", {
      ...{ inputs: [], image: { kind: "registry", reference: moved } as const },
      steps: [step("true")],
    });
    const status = async () => {
      const outcome = await run(graphOf(job), {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, reporter: () => {} },
        executor: dockerExecutor({ address, folder: join(folder, "cache") }),
        store: openStore({ folder: join(folder, "store") }),
      });
      const result = outcome.jobs.get("moved");
      return result?.status === "succeeded" ? (result.cached?.because ?? "ran") : result?.status;
    };
    try {
      await tag(one);
      expect([await status(), await status()]).toEqual(["ran", "unchanged"]);
      await tag(other);
      expect(await status()).toBe("ran");
      await tag(one);
      expect(await status()).toBe("unchanged");
    } finally {
      await engine.getImage(moved).remove();
      await engine.getImage(other).remove();
    }

    async function otherImage(): Promise<string> {
      const container = await engine.createContainer({ Image: images.busybox, Cmd: ["true"] });
      const { Id } = (await container.commit({ changes: "ENV OTHER=1" })) as { Id: string };
      await container.remove();
      return Id;
    }
  });
});
