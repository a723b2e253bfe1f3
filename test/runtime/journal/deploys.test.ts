import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ALWAYS, type Expr } from "../../../compiler/expr/model.ts";
import type { BuildJob, DeployJob, Job } from "../../../compiler/graph/model/index.ts";
import { type RunEvent, type RunOptions, run } from "../../../runtime/index.ts";
import { pastRuns, pruneJournals } from "../../../runtime/journal/history.ts";
import { statedDigest } from "../../../runtime/registry/digest.ts";
import { openStore } from "../../../runtime/store/store.ts";
import { fakeExecutor } from "../fake-executor.ts";
import { facts, graphOf, need, scriptJob, step } from "../graphs.ts";

const base = { location: { file: "pipeline.ts", line: 1, column: 1 }, stage: "s", when: ALWAYS, timeout: 60, env: {} };
const build: BuildJob = {
  ...{ ...base, kind: "build", id: "app", needs: [], repository: "registry.example.com/app", context: "." },
  ...{ dockerfile: "Dockerfile", args: {}, secrets: {}, tags: [], platforms: [], layerCache: "registry" },
};
const smoke = scriptJob("smoke", {
  image: { kind: "build", job: "app" },
  needs: [need("app", { gate: true })],
  steps: [step("smoke")],
});
const deployTo = (id: string, ...after: readonly string[]): DeployJob => ({
  ...{ ...base, kind: "deploy", id, image: "app", proof: { kind: "tested", by: ["smoke"] } },
  needs: [need("app", { gate: true }), need("smoke", { gate: true }), ...after.map((job) => need(job, { gate: true }))],
  to: { kind: "containerRestart", container: id, deadline: 60 },
});
const JOBS: readonly Job[] = [build, smoke, deployTo("one"), deployTo("two", "one")];

interface World {
  readonly folder: string;
  /** What was built and deployed, in order. */
  readonly done: string[];
  readonly events: RunEvent[];
  run(options?: Partial<RunOptions>, jobs?: readonly Job[]): ReturnType<typeof run>;
  journal(): Promise<string>;
}

/** A world in which deploys to `two` fail as often as it is told. */
async function world(jobs: readonly Job[], failures = 1): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-journal-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [done, events]: [string[], RunEvent[]] = [[], []];
  let left = failures;
  let builds = 0;
  const journal = join(folder, "journals");
  return {
    ...{ folder, done, events },
    run: (options = {}, now = jobs) =>
      run(graphOf(...now), {
        ...{ root: folder, facts, changes: [], journal, shared: folder, secrets: () => "hunter2-hunter2" },
        ...{ store: openStore({ folder: join(folder, "store") }), executor: fakeExecutor() },
        reporter: (event) => events.push(event),
        deploy: now.flatMap(({ id, kind }) => (kind === "deploy" ? [id] : [])),
        delivery: {
          async build() {
            builds += 1;
            done.push(`build ${builds}`);
            const digest = statedDigest(`sha256:${String(builds).repeat(64)}`);
            return { digest, reference: `registry.example.com/app@${digest}` };
          },
          strategyFor: () => ({
            plan: async () => [],
            async deploy({ job, reference }) {
              done.push(`${job.id} ${reference.slice(-1)}`);
              if (job.id === "two" && left-- > 0) throw new Error("the power is out");
            },
          }),
        },
        ...options,
      }),
    async journal() {
      const names = (await readdir(journal)).sort();
      return join(journal, names.at(-1) ?? "");
    },
  };
}

it("does not repeat a deploy that had succeeded, runs one that had begun again, and takes images by their digest", async () => {
  const here = await world(JOBS);
  expect((await here.run()).status).toBe("failed");
  expect(here.done).toEqual(["build 1", "one 1", "two 1"]);
  // Cut off in the middle of the second deploy: its end, and that of the run, were never written.
  const journal = await here.journal();
  const lines = (await readFile(journal, "utf8")).split("\n");
  const cut = lines.findIndex((line) => line.includes('"began","job":"two"'));
  await writeFile(journal, `${lines.slice(0, cut + 1).join("\n")}\n{"type":"ended","job":"tw`);
  await writeFile(journal, (await readFile(journal, "utf8")).replace(/"owner":"[^"]*"/, '"owner":"elsewhere 1"'));
  expect((await here.run({ resume: true })).diagnostics[0]?.code).toBe("WB4054");
  const dead = (await readFile(journal, "utf8")).replace(/"owner":"[^"]*"/, `"owner":"${hostname()} 999999999"`);
  await writeFile(journal, dead);
  const outcome = await here.run({ resume: true });
  expect(outcome.status).toBe("succeeded");
  expect(here.done).toEqual(["build 1", "one 1", "two 1", "two 1"]);
  expect(outcome.images.get("app")?.digest).toBe(`sha256:${"1".repeat(64)}`);
  expect(outcome.jobs.get("one")).toMatchObject({ status: "succeeded", cached: { because: "resumed" } });
});

it("lets one of two processes go on with a run", async () => {
  const here = await world(JOBS);
  await here.run();
  let reach = () => {};
  let release = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const executor = fakeExecutor();
  const deploy = async () => {
    reach();
    await released;
  };
  const slow = {
    build: () => Promise.reject(new Error("built already")),
    strategyFor: () => ({ plan: async () => [], deploy }),
  };
  const first = here.run({ resume: true, executor, delivery: slow });
  await reached;
  const second = await here.run({ resume: true });
  expect(second.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n")).toMatch(
    /^WB4054: there is no run to resume: the run \w+ is going on with it$/,
  );
  release();
  expect((await first).status).toBe("succeeded");
});

it("takes an image and the tests that ran in it from one run", async () => {
  const here = await world(JOBS, 0);
  await here.run();
  // Builds another image, which nothing tests.
  await here.run({ jobs: ["app"] });
  here.done.length = 0;
  expect((await here.run({ from: ["one"] })).status).toBe("succeeded");
  expect(here.done).toEqual(["one 1", "two 1"]);
});

const branch = (value: string): Expr => ({ op: "equal", variable: { kind: "run", name: "branch" }, value });
const on = (branch: string) => ({ facts: { ...facts, branch } });

it("takes no result of a run about something else", async () => {
  const deep = { ...smoke, steps: [step("shallow"), step("deep", { when: branch("main") })] };
  const here = await world([build, deep, deployTo("one")], 0);
  const from = async (more: Partial<RunOptions>) => {
    const { diagnostics } = await here.run({ from: ["one"], ...more });
    return diagnostics.map(({ code, message }) => `${code} ${message.replace(/^.*missing: /, "")}`).join();
  };
  await here.run({ ...on("dev"), jobs: ["smoke"] });
  expect(await from(on("main"))).toMatch(
    /^WB4056 app ran for another run: its branch was dev, and is main now in the run \w+; smoke ran/,
  );
  for (const changed of [{ actor: "alice" }, { vars: { DEEP: "on" } }, { event: "schedule" } as const]) {
    expect(await from({ facts: { ...facts, branch: "dev", ...changed } })).toContain("ran for another run");
  }
  expect(here.done).toEqual(["build 1"]);
  expect(await from(on("dev"))).toBe("");
  expect(here.done).toEqual(["build 1", "one 1"]);
});

it("takes no result of a job that was another then, and no test with other steps", async () => {
  const changed: Expr = { op: "changed", globs: ["src/**"] };
  const deep = { ...smoke, steps: [step("shallow"), step("deep", { when: changed })] };
  const here = await world([build, deep, deployTo("one")], 0);
  const from = async (jobs: readonly Job[], more: Partial<RunOptions> = {}) => {
    const next = { ...facts, ...more.facts };
    const { diagnostics } = await here.run({ from: ["one"], ...more, facts: next }, jobs);
    return diagnostics.map(({ message }) => message.replace(/^.*missing: /, "")).join();
  };
  await here.run({ jobs: ["smoke"] });
  const edited = { ...deep, steps: [step("true"), ...deep.steps.slice(1)] };
  expect(await from([build, edited, deployTo("one")])).toMatch(
    /^smoke was another job: its definition has changed in the run \w+$/,
  );
  expect(await from([{ ...build, args: { A: { kind: "literal", value: "1" } } }, deep, deployTo("one")])).toMatch(
    /^app was another job/,
  );
  expect(await from([build, deep, deployTo("one")], { facts: { ...facts, changedFiles: ["src/a"] } })).toMatch(
    /^smoke skipped its step "deep" in the run \w+$/,
  );
  expect(here.done).toEqual(["build 1"]);
  // Where a job is written, and what comes after it, decides nothing.
  const moved = { ...deep, location: { file: "other.ts", line: 9, column: 9 }, stage: "other" };
  expect(
    await from([build, moved, deployTo("three")].map((job) => (job.id === "three" ? { ...job, id: "one" } : job))),
  ).toBe("");
  expect(here.done).toEqual(["build 1", "one 1"]);
});

it("reports which steps ran, and where results that it took were made", async () => {
  const deep = { ...smoke, steps: [step("shallow"), step("deep", { when: branch("dev") })] };
  const here = await world([build, deep, deployTo("one")], 0);
  const first = await here.run();
  expect([...(first.steps.get("smoke") ?? [])]).toEqual([0]);
  const second = await here.run({ from: ["one"] });
  expect([...(second.steps.get("smoke") ?? [])]).toEqual([0]);
  const third = await here.run({ from: ["one"], changes: ["pipeline.ts"] });
  expect([second, third].map(({ taken }) => [taken.get("smoke")?.run, taken.get("smoke")?.foreign])).toEqual([
    [first.run, false],
    [first.run, true],
  ]);
});

it("keeps nothing of a job that puts out a secret, and runs it again", async () => {
  const secret = { kind: "secret", name: "TOKEN" } as const;
  const leaky = scriptJob("leaky", { outputs: ["token"], env: { TOKEN: secret }, steps: [step("leak")] });
  const after = scriptJob("after", { needs: [need("leaky")], steps: [step("fail")] });
  const here = await world([leaky, after]);
  let runs = 0;
  const executor = fakeExecutor({
    acts: {
      leak(job) {
        runs += 1;
        job.output("token", job.env.TOKEN ?? "");
      },
      fail: () => 1,
    },
  });
  await here.run({ executor });
  expect(await readFile(await here.journal(), "utf8")).not.toContain("hunter2");
  await here.run({ executor, resume: true });
  expect(runs).toBe(2);
});

it("reads a journal up to what is torn, passes over what is none, and keeps so many", async () => {
  const here = await world([scriptJob("unit", { steps: [step("unit")] })]);
  const folder = join(here.folder, "journals");
  await here.run();
  await here.run();
  await appendFile(await here.journal(), '\0\0\0\n{"type":"over"}\n');
  await writeFile(join(folder, "zzz.jsonl"), '{"type":"run","version":1}\n');
  const runs = await pastRuns(folder, { name: "test", source: "pipeline.ts" });
  expect(runs.map(({ over }) => over?.outcome)).toEqual(["succeeded", "succeeded"]);
  expect(await pastRuns(folder, { name: "other", source: "pipeline.ts" })).toEqual([]);
  expect(runs[0]?.ended.get("unit")?.result.status).toBe("succeeded");
  await pruneJournals(folder, 1);
  expect(await readdir(folder)).toEqual(["zzz.jsonl"]);
});

it("says that a run cannot be resumed where no journal can be written, and runs", async () => {
  const here = await world([scriptJob("unit", { steps: [step("unit")] })]);
  await writeFile(join(here.folder, "journals"), "a file");
  expect((await here.run()).status).toBe("succeeded");
  const notices = () => here.events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
  expect(notices().join("\n")).toContain("this run cannot be resumed should it break off: ");
  await rm(join(here.folder, "journals"));
  here.events.length = 0;
  // A file that cannot be read.
  expect((await here.run({ changes: ["\0"] })).status).toBe("succeeded");
  expect(notices().join("\n")).toContain("this run cannot be resumed should it break off: ");
});
