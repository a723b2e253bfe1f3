import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import type { DeployJob, Service } from "../../compiler/graph/model/index.ts";
import { delivery } from "../../runtime/delivery/index.ts";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import { run } from "../../runtime/index.ts";
import { openStore } from "../../runtime/store/store.ts";
import { jobBase } from "../delivery/fixtures.ts";
import { buildJob } from "../delivery/request.ts";
import { describeDocker, docker, expectNothingLeft } from "../engine/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../runtime/graphs.ts";

/** Where an error is thrown: a boundary of the runtime, from within. */
type Boundary = "archive" | "context" | "stream" | "output" | "artifacts" | "ignore file" | "strategy" | "listener";

const fault = vi.hoisted(() => ({ at: "" }));
const breaksAt = vi.hoisted(() => (boundary: string) => {
  if (fault.at === boundary) throw new Error(`broken: ${boundary}`);
});

vi.mock(import("../../runtime/tree/pack.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    head(entry) {
      breaksAt("archive");
      return real.head(entry);
    },
  };
});
vi.mock(import("../../runtime/engine/events.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    async *engineEvents(chunks) {
      for await (const event of real.engineEvents(chunks)) {
        breaksAt("stream");
        yield event;
      }
    },
  };
});
vi.mock(import("../../runtime/executors/docker/demux.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    frameReader(take) {
      return real.frameReader((stream, payload) => {
        breaksAt("output");
        take(stream, payload);
      });
    },
  };
});
vi.mock(import("../../runtime/archive/selection.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    artifactSelection(paths) {
      const selection = real.artifactSelection(paths);
      return {
        ...selection,
        includes(path) {
          breaksAt("artifacts");
          return selection.includes(path);
        },
      };
    },
  };
});
vi.mock(import("../../runtime/delivery/build/context.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    async contextStream(context) {
      const packed = await real.contextStream(context);
      const pack = async function* () {
        for await (const part of packed) {
          yield part;
          breaksAt("context");
        }
      };
      return Readable.from(pack(), { objectMode: false });
    },
  };
});
vi.mock(import("../../runtime/delivery/build/ignored.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    ignoredBy(patterns) {
      breaksAt("ignore file");
      return real.ignoredBy(patterns);
    },
  };
});
vi.mock(import("../../runtime/delivery/container/inspection.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    find(...given) {
      breaksAt("strategy");
      return real.find(...given);
    },
  };
});

describeDocker("an error at a boundary", ({ socketPath, images, registry }) => {
  const address = `unix://${socketPath}`;
  const folders: string[] = [];
  afterEach(() => {
    fault.at = "";
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const folderWith = (files: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-boundary-"));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const db: Service = {
    ...{ name: "db", image: { kind: "registry", reference: images.busybox }, env: {}, ports: [] },
    command: ["sleep", "600"],
    location: { file: "pipeline.ts", line: 2, column: 1 },
  };

  it.each<readonly [Boundary, string, string]>([
    ["output", "unit", "WB4013"],
    ["artifacts", "unit", "WB4013"],
    ["archive", "unit", "WB4013"],
    ["context", "app", "WB4013"],
    ["ignore file", "app", "WB4013"],
    ["stream", "app", "WB4013"],
    ["strategy", "ship", "WB4013"],
    ["listener", "the reporter", "WB5068"],
  ])(
    "%s: final jobs run, the run ends as a fault of the infrastructure, and nothing is left",
    async (at, name, code) => {
      const root = folderWith({ Dockerfile: `FROM ${images.busybox}\nCOPY . /app\n`, "file.txt": "a file\n" });
      const image = { kind: "registry", reference: images.busybox } as const;
      const app = buildJob({ id: "app", needs: [need("unit", { gate: true })] });
      const ship: DeployJob = {
        ...{ ...jobBase, id: "ship", kind: "deploy", image: "app", proof: { kind: "unverified", reason: "a test" } },
        needs: [need("app", { gate: true })],
        to: { kind: "containerRestart", container: "waybill-absent", deadline: 5 },
      };
      const ends: string[] = [];
      let finished = 0;
      const outcome = await run(
        graphOf(
          scriptJob("unit", {
            ...{
              image,
              services: [db],
              artifacts: { paths: ["kept"], exclude: [], on: "success", retentionDays: 1, junit: [] },
            },
            steps: [step("echo done | tee kept")],
          }),
          app,
          ship,
          scriptJob("last", { image, finally: true, needs: [need("ship")], steps: [step("echo last")] }),
        ),
        {
          ...{ root, facts, secrets: () => registry.password, executor: dockerExecutor({ address }), changes: [] },
          ...{
            delivery: delivery(docker(), { pauses: [] }),
            deploy: ["ship"],
            store: openStore({ folder: folderWith({}) }),
          },
          reporter(event) {
            if (event.type === "job-started" && event.job === "last") fault.at = "";
            else if (event.type === "run-started") fault.at = at;
            if (event.type === "job-finished") ends.push(`${event.job} ${event.result.status}`);
            if (event.type === "run-finished") finished += 1;
            breaksAt("listener");
          },
        },
      );
      const shown = outcome.diagnostics.map(({ code, message }) => `${code} ${message}`);
      expect(shown).toContainEqual(expect.stringMatching(new RegExp(`${code}.*${name}.*broken: ${at}`, "s")));
      expect(outcome.exitCode).toBe(3);
      expect(ends).toContain("last succeeded");
      expect(finished).toBe(1);
      await expectNothingLeft(outcome.run);
    },
    120_000,
  );
});
