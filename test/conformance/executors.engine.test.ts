import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import type { Executor } from "../../runtime/executors/executor.ts";
import { hostExecutor } from "../../runtime/executors/host/index.ts";
import { type RunEvent, run } from "../../runtime/index.ts";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { fakeExecutor } from "../runtime/fake-executor.ts";
import { facts, graphOf } from "../runtime/graphs.ts";
import { type Scenario, type Seen, scenarios, tree } from "./executor-scenarios.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-conformance-"));
const checkout = join(folder, "checkout");
const cache = join(folder, "cache");

beforeAll(() => {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function seen(scenario: Scenario, executor: Executor): Promise<Seen> {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const outcome = await run(graphOf(...scenario.jobs), {
    ...{
      root: checkout,
      executor,
      facts,
      secrets: (name) => scenario.secrets?.[name],
      signal: stop.signal,
      concurrency: 2,
    },
    reporter(event) {
      events.push(event);
      if (event.type === "log" && scenario.cancelAt && event.line.includes(scenario.cancelAt)) stop.abort();
    },
  });
  return {
    outcome,
    lines: (job, stream) =>
      events.flatMap((event) =>
        event.type === "log" && event.job === job && (!stream || event.stream === stream) ? [event.line] : [],
      ),
    reports: events.flatMap((event) => {
      if (event.type !== "report") return [];
      const { time: _, type: __, ...report } = event;
      return [report];
    }),
    events: events.flatMap((event) => {
      if (event.type === "step-started") return [`step-started ${event.step}`];
      if (event.type === "step-skipped") return [`step-skipped ${event.step}`];
      if (event.type === "step-finished") return [`step-finished ${event.exitCode}`];
      return event.type === "job-started" || event.type === "job-finished" ? [event.type] : [];
    }),
  };
}

function unchanged(): void {
  const files = readdirSync(checkout, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBe(Object.keys(tree).length);
  for (const [path, text] of Object.entries(tree)) expect(readFileSync(join(checkout, path), "utf8")).toBe(text);
}

function conformance(
  executorFor: (scenario: Scenario) => Executor,
  after: (run: string) => Promise<void>,
  chosen = scenarios,
): void {
  for (const scenario of chosen) {
    it(scenario.name, async () => {
      const result = await seen(scenario, executorFor(scenario));
      scenario.expect(result, (actual, expected) => expect(actual).toEqual(expected));
      unchanged();
      await after(result.outcome.run);
      if (existsSync(join(cache, "runs"))) expect(readdirSync(join(cache, "runs"))).toEqual([]);
    });
  }
}

describe("the fake executor", () => {
  conformance(
    ({ acts }) => fakeExecutor({ tree, acts }),
    async () => {},
  );
});

describe("the host executor", () => {
  conformance(
    () => hostExecutor({ folder: cache }),
    async () => {},
  );
});

describeDocker("the Docker executor", ({ socketPath }) => {
  const address = `unix://${socketPath}`;
  describe("with overlays over a copy on this machine", () => {
    conformance(() => dockerExecutor({ address, folder: cache }), expectNothingLeft);
  });
  // What depends on how the tree gets there.
  const trees = scenarios.filter(({ name }) => /^(05|06|07|08|14|15)/.test(name));
  describe("with overlays over a copy on the engine", () => {
    conformance(() => dockerExecutor({ address, folder: cache, trees: "engine" }), expectNothingLeft, trees);
  });
  describe("with a stream for each job", () => {
    conformance(() => dockerExecutor({ address, folder: cache, trees: "stream" }), expectNothingLeft, trees);
  });
});
