import { describe, expect, it } from "vitest";
import { diagnostic } from "../../../compiler/diagnostics/index.ts";
import { equal, RUN } from "../../../compiler/expr/build.ts";
import { type Expr, NEVER } from "../../../compiler/expr/model.ts";
import type { Job, Matrix, ScriptJob } from "../../../compiler/graph/model/index.ts";
import type { Failure, JobResult } from "../../../runtime/events.ts";
import { type Ended, possibleJobs, schedule, withNeeds } from "../../../runtime/scheduler/index.ts";
import { facts, graphOf, need, scriptJob } from "../graphs.ts";

const location = { file: "pipeline.ts", line: 1, column: 1 };
const exit = (exitCode: number): Failure => ({ kind: "exit", step: 0, exitCode });
const never: Partial<ScriptJob> = { when: NEVER };
const whenOutput = (job: string, value: string): Expr => ({
  op: "equal",
  variable: { kind: "output", job, name: "x" },
  value,
});

interface Scenario {
  readonly name: string;
  readonly jobs: readonly Job[];
  readonly matrices?: readonly Matrix[];
  /** How a job's attempts end, in turn; otherwise they succeed. */
  readonly ends?: Readonly<Record<string, readonly Ended[]>>;
  readonly selected?: readonly string[];
  readonly approved?: readonly string[];
  /** Jobs whose place another takes while they wait for their turn. */
  readonly replaced?: readonly string[];
  /** Cancelled when this job starts. */
  readonly cancelAt?: string;
  /** Runs until it is told to stop. */
  readonly hangs?: string;
  /** A word a job, in the graph's order. */
  readonly expected: Readonly<Record<string, string>>;
}

const scenarios: readonly Scenario[] = [
  {
    name: "01 a need that failed skips those that need it, however far; others go on",
    jobs: [
      scriptJob("a"),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { needs: [need("b")] }),
      scriptJob("d"),
      scriptJob("e", { needs: [need("d")] }),
    ],
    ends: { a: [{ failure: exit(1) }] },
    expected: { a: "failed", b: "needs a", c: "needs b", d: "succeeded", e: "succeeded" },
  },
  {
    name: "02 a need that was skipped by its own condition skips nothing, unless it is a gate",
    jobs: [
      scriptJob("a", never),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { needs: [need("a", { gate: true })] }),
      scriptJob("d", { needs: [need("c")] }),
    ],
    expected: { a: "condition", b: "succeeded", c: "needs a", d: "needs c" },
  },
  {
    name: "03 a job's own condition counts before its needs",
    jobs: [scriptJob("a"), scriptJob("b", { ...never, needs: [need("a")] }), scriptJob("c", { needs: [need("b")] })],
    ends: { a: [{ failure: exit(1) }] },
    expected: { a: "failed", b: "condition", c: "succeeded" },
  },
  {
    name: "04 an allowed failure satisfies a need, and no gate",
    jobs: [
      scriptJob("a", { allowFailure: { exitCodes: [] } }),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { needs: [need("a", { gate: true })] }),
    ],
    ends: { a: [{ failure: exit(9) }] },
    expected: { a: "allowed", b: "succeeded", c: "needs a" },
  },
  {
    name: "05 only the exit codes that are named are allowed",
    jobs: [scriptJob("a", { allowFailure: { exitCodes: [3] } }), scriptJob("b", { allowFailure: { exitCodes: [3] } })],
    ends: { a: [{ failure: exit(3) }], b: [{ failure: exit(4) }] },
    expected: { a: "allowed", b: "failed" },
  },
  {
    name: "06 a failed attempt is repeated as often as the job says",
    jobs: [scriptJob("a", { retry: 2 }), scriptJob("b", { retry: 1 })],
    ends: {
      a: [{ failure: exit(1) }, { failure: { kind: "out-of-memory", step: 0 } }, { outputs: {} }],
      b: [{ failure: exit(1) }, { failure: exit(2) }, { outputs: {} }],
    },
    expected: { a: "succeeded", b: "failed" },
  },
  {
    name: "07 a condition on an output is decided when it is there",
    jobs: [
      scriptJob("a"),
      scriptJob("b", { needs: [need("a", { gate: true })], when: whenOutput("a", "1") }),
      scriptJob("c", { needs: [need("a", { gate: true })], when: whenOutput("a", "2") }),
    ],
    ends: { a: [{ outputs: { x: "1" } }] },
    expected: { a: "succeeded", b: "succeeded", c: "condition" },
  },
  {
    name: "08 a condition on the output of a job that failed does not hide the failure",
    jobs: [
      scriptJob("a"),
      scriptJob("b", { needs: [need("a", { gate: true })], when: whenOutput("a", "1") }),
      scriptJob("c", { needs: [need("b")] }),
    ],
    ends: { a: [{ failure: exit(1) }] },
    expected: { a: "failed", b: "needs a", c: "needs b" },
  },
  {
    name: "09 jobs that were not selected are skipped",
    jobs: [scriptJob("a"), scriptJob("b", { needs: [need("a")] }), scriptJob("c")],
    selected: ["b"],
    expected: { a: "succeeded", b: "succeeded", c: "not-selected" },
  },
  {
    name: "10 a run that is cancelled starts nothing more",
    jobs: [scriptJob("a"), scriptJob("b", { needs: [need("a")] }), scriptJob("c", { retry: 2 })],
    ends: { c: [{ failure: exit(1) }] },
    cancelAt: "c",
    expected: { a: "succeeded", b: "cancelled", c: "cancelled" },
  },
  {
    name: "11 the infrastructure's fault is neither repeated nor allowed",
    jobs: [scriptJob("a", { retry: 2, allowFailure: { exitCodes: [] } })],
    ends: { a: [{ failure: { kind: "diagnostic", diagnostic: {} as never } }, { outputs: {} }] },
    expected: { a: "failed" },
  },
  {
    name: "12 an instance that fails cancels the others of its matrix, running or waiting, where it is to",
    jobs: [...instancesOf("m", 4), scriptJob("after", { needs: [need("m-4")] }), scriptJob("d")],
    matrices: [matrixOf("m", 4, { failFast: true, maxParallel: 2 })],
    ends: { "m-1": [{ failure: exit(1) }] },
    hangs: "m-2",
    expected: {
      "m-1": "failed",
      "m-2": "cancelled",
      "m-3": "cancelled",
      "m-4": "cancelled",
      after: "needs m-4",
      d: "succeeded",
    },
  },
  {
    name: "13 otherwise, or when the failure is allowed, the others go on",
    jobs: [...instancesOf("m", 2), ...instancesOf("n", 2, { allowFailure: { exitCodes: [] } })],
    matrices: [matrixOf("m", 2), matrixOf("n", 2, { failFast: true, maxParallel: 1 })],
    ends: { "m-1": [{ failure: exit(1) }], "n-1": [{ failure: exit(1) }] },
    expected: { "m-1": "failed", "m-2": "succeeded", "n-1": "allowed", "n-2": "succeeded" },
  },
  {
    name: "14 a manual job runs when somebody lets it, and holds up what needs it, gate or not",
    jobs: [
      scriptJob("a", { manual: true }),
      scriptJob("b", { manual: true }),
      scriptJob("c", { needs: [need("a"), need("b")] }),
      scriptJob("d", { needs: [need("a", { gate: true })] }),
      scriptJob("e", { needs: [need("b")] }),
      scriptJob("f", { manual: true, ...never }),
      scriptJob("g", { needs: [need("f")] }),
    ],
    approved: ["a"],
    expected: {
      ...{ a: "succeeded", b: "not-approved", c: "needs b", d: "succeeded", e: "needs b", f: "condition" },
      g: "succeeded",
    },
  },
  {
    name: "15 what failed before a manual job counts before its approval",
    jobs: [scriptJob("a"), scriptJob("b", { manual: true, needs: [need("a")] })],
    ends: { a: [{ failure: exit(1) }] },
    expected: { a: "failed", b: "needs a" },
  },
  {
    name: "16 a job that loses its place in a group is skipped, and so is what needs it",
    jobs: [
      scriptJob("a", { concurrency: { group: "g", waiting: "queue" } }),
      scriptJob("b", { concurrency: { group: "h", waiting: "replace" } }),
      scriptJob("c", { needs: [need("b")] }),
    ],
    replaced: ["b"],
    expected: { a: "succeeded", b: "replaced", c: "needs b" },
  },
  {
    name: "17 a final job runs however others end, unless its own condition does not hold; its failure counts",
    jobs: [
      scriptJob("a"),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { finally: true, needs: [need("a"), need("b")] }),
      scriptJob("d", { ...never, finally: true, needs: [need("a"), need("b")] }),
      scriptJob("e", { finally: true, needs: [need("a")] }),
    ],
    ends: { a: [{ failure: exit(1) }], e: [{ failure: exit(2) }] },
    expected: { a: "failed", b: "needs a", c: "succeeded", d: "condition", e: "failed" },
  },
  {
    name: "18 a run that is stopped goes on with its final jobs, unless their own condition does not hold",
    jobs: [
      scriptJob("a"),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { finally: true, needs: [need("a"), need("b")] }),
      scriptJob("d", { ...never, finally: true, needs: [need("b")] }),
    ],
    ends: { a: [{ failure: exit(143) }] },
    cancelAt: "a",
    expected: { a: "cancelled", b: "cancelled", c: "succeeded", d: "condition" },
  },
  {
    name: "20 a job is repeated on what it says only: exit codes, its time, the infrastructure",
    jobs: [
      scriptJob("code", { retry: 1, retryOn: { reasons: [], exitCodes: [75, 137] } }),
      scriptJob("other", { retry: 1, retryOn: { reasons: [], exitCodes: [75] } }),
      scriptJob("memory", { retry: 1, retryOn: { reasons: [], exitCodes: [137] } }),
      scriptJob("time", { retry: 1, retryOn: { reasons: ["timeout"], exitCodes: [] } }),
      scriptJob("plain", { retry: 1 }),
      scriptJob("engine", { retry: 1, retryOn: { reasons: ["infrastructure"], exitCodes: [] } }),
      scriptJob("user", { retry: 1, retryOn: { reasons: ["infrastructure"], exitCodes: [] } }),
    ],
    ends: {
      code: [{ failure: exit(75) }],
      other: [{ failure: exit(1) }, { outputs: {} }],
      memory: [{ failure: { kind: "out-of-memory", step: 0 } }],
      time: [{ failure: { kind: "timeout", seconds: 1 } }],
      plain: [{ failure: { kind: "timeout", seconds: 1 } }, { outputs: {} }],
      engine: [{ failure: { kind: "diagnostic", diagnostic: diagnostic("WB4013", { job: "engine", reason: "x" }) } }],
      user: [{ failure: { kind: "diagnostic", diagnostic: diagnostic("WB4009", { job: "user", reason: "x" }) } }],
    },
    expected: {
      ...{ code: "succeeded", other: "failed", memory: "succeeded", time: "succeeded", plain: "failed" },
      ...{ engine: "succeeded", user: "failed" },
    },
  },
  {
    name: "19 a final job that was not selected does not run",
    jobs: [scriptJob("a"), scriptJob("b", { finally: true, needs: [need("a")] })],
    selected: ["a"],
    expected: { a: "succeeded", b: "not-selected" },
  },
];

function instancesOf(id: string, count: number, rest: Partial<ScriptJob> = {}): readonly ScriptJob[] {
  return Array.from({ length: count }, (_, index) =>
    scriptJob(`${id}-${index + 1}`, { ...rest, matrix: { id, values: { n: index + 1 } } }),
  );
}

function matrixOf(id: string, count: number, rest: Partial<Matrix> = {}): Matrix {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const jobs = numbers.map((number) => `${id}-${number}`);
  return { id, location, jobs, axes: { n: numbers }, include: [], exclude: [], failFast: false, ...rest };
}

function word(result: JobResult | undefined): string {
  if (result?.status === "failed" && result.allowed) return "allowed";
  if (result?.status !== "skipped") return result?.status ?? "missing";
  return result.reason.kind === "need" ? `needs ${result.reason.job}` : result.reason.kind;
}

describe("the scheduler", () => {
  for (const scenario of scenarios) {
    const {
      name,
      jobs,
      matrices,
      ends = {},
      selected,
      approved = [],
      replaced = [],
      cancelAt,
      hangs,
      expected,
    } = scenario;
    it(name, async () => {
      const stop = new AbortController();
      const told: string[] = [];
      const results = await schedule({
        ...{ jobs, matrices, facts, concurrency: 4, signal: stop.signal },
        selected: selected && withNeeds(graphOf(...jobs), selected),
        approved: new Set(approved),
        async turn(job) {
          if (replaced.includes(job.id)) return undefined;
          told.push(`${job.id} has its turn`);
          return async () => void told.push(`${job.id} gives its turn back`);
        },
        work: {
          prepare() {},
          async run(job, attempt, signal) {
            if (job.id === cancelAt) stop.abort();
            if (job.id === hangs)
              return new Promise((resolve) => signal.addEventListener("abort", () => resolve({ failure: exit(143) })));
            return ends[job.id]?.[attempt - 1] ?? { outputs: {} };
          },
        },
        started: (job, attempt) => told.push(`${job.id} ${attempt}`),
        finished: (job) => told.push(`${job.id} finished`),
      });
      expect(Object.fromEntries(jobs.map(({ id }) => [id, word(results.get(id))]))).toEqual(expected);
      // Each job is told to have finished once, after its attempts, after what it needs.
      for (const job of jobs) {
        expect(told.filter((line) => line === `${job.id} finished`)).toHaveLength(1);
        const own = told.filter(
          (line) => line.startsWith(`${job.id} `) && !line.includes(" 2") && !line.includes(" 3"),
        );
        if (job.concurrency && results.get(job.id)?.status === "succeeded")
          expect(own).toEqual(
            ["has its turn", "1", "gives its turn back", "finished"].map((one) => `${job.id} ${one}`),
          );
        for (const { job: needed } of job.needs) {
          const begun = told.findIndex((line) => line.startsWith(`${job.id} `));
          expect(told.indexOf(`${needed} finished`)).toBeLessThan(begun);
        }
      }
    });
  }

  it("runs as many side by side as it may, and no more", async () => {
    let running = 0;
    let most = 0;
    await schedule({
      ...{ jobs: Array.from({ length: 20 }, (_, index) => scriptJob(`j${index}`)), facts, concurrency: 3 },
      signal: new AbortController().signal,
      work: {
        prepare() {},
        async run() {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          running -= 1;
          return { outputs: {} };
        },
      },
      started() {},
      finished() {},
    });
    expect(most).toBe(3);
  });

  it("runs as many instances of a matrix as that allows, while other jobs go on", async () => {
    const running = new Set<string>();
    const most = { instances: 0, all: 0 };
    await schedule({
      ...{ jobs: [...instancesOf("m", 9), ...instancesOf("n", 9)], facts, concurrency: 6 },
      matrices: [matrixOf("m", 9, { maxParallel: 2 }), matrixOf("n", 9)],
      signal: new AbortController().signal,
      work: {
        prepare() {},
        async run(job) {
          running.add(job.id);
          most.instances = Math.max(most.instances, [...running].filter((id) => id.startsWith("m")).length);
          most.all = Math.max(most.all, running.size);
          await new Promise(setImmediate);
          running.delete(job.id);
          return { outputs: {} };
        },
      },
      started() {},
      finished() {},
    });
    expect(most).toEqual({ instances: 2, all: 6 });
  });

  it("has jobs prepared when their needs are on their way, no more than may run, and only when they may themselves", async () => {
    const prepared: string[] = [];
    const release = new AbortController();
    const released = new Promise((resolve) => release.signal.addEventListener("abort", resolve));
    const done = schedule({
      ...{ facts, concurrency: 4, signal: new AbortController().signal },
      jobs: [
        scriptJob("a"),
        scriptJob("b"),
        scriptJob("both", { needs: [need("a"), need("b")] }),
        scriptJob("never", { ...never, needs: [need("a")] }),
        scriptJob("later", { needs: [need("both")] }),
        scriptJob("last", { needs: [need("later")] }),
        scriptJob("beyond", { needs: [need("last")] }),
        scriptJob("main", { needs: [need("a")], when: equal(RUN.branch, "main") }),
      ],
      work: {
        prepare: (job) => prepared.push(job.id),
        async run() {
          await released;
          return { outputs: {} };
        },
      },
      started() {},
      finished() {},
    });
    await new Promise(setImmediate);
    expect(prepared).toEqual(["main", "both", "later", "last"]);
    release.abort();
    await done;
    expect(prepared).toEqual(["main", "both", "later", "last", "beyond"]);
  });

  it("waits for a turn without keeping others from running, and ends when it is cancelled meanwhile", async () => {
    const stop = new AbortController();
    const results = await schedule({
      ...{ facts, concurrency: 1, signal: stop.signal },
      jobs: [
        scriptJob("a", { concurrency: { group: "g", waiting: "queue" } }),
        scriptJob("b"),
        scriptJob("c", { needs: [need("b")] }),
      ],
      turn: (_job, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped")))),
      work: {
        prepare() {},
        async run(job) {
          if (job.id === "c") stop.abort();
          return { outputs: {} };
        },
      },
      started() {},
      finished() {},
    });
    expect([...results].map(([id, result]) => `${id} ${word(result)}`)).toEqual([
      "b succeeded",
      "c succeeded",
      "a cancelled",
    ]);
  });

  it("stops its final jobs too when it is killed", async () => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const results = await schedule({
      ...{ facts, concurrency: 1, signal: stop.signal, kill: kill.signal },
      jobs: [
        scriptJob("a"),
        scriptJob("b", { finally: true, needs: [need("a")] }),
        scriptJob("c", { finally: true, needs: [need("a")] }),
      ],
      work: {
        prepare() {},
        run: (job, _attempt, signal) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve({ failure: exit(143) }));
            (job.id === "a" ? stop : kill).abort();
          }),
      },
      started() {},
      finished() {},
    });
    expect([...results].map(([id, result]) => `${id} ${word(result)}`)).toEqual([
      "a cancelled",
      "b cancelled",
      "c cancelled",
    ]);
  });

  it("says ahead which jobs may run", () => {
    const graph = graphOf(
      scriptJob("a", never),
      scriptJob("b", { needs: [need("a")] }),
      scriptJob("c", { needs: [need("a", { gate: true })] }),
      scriptJob("d", { needs: [need("b", { gate: true })], when: whenOutput("b", "1") }),
      scriptJob("e", { manual: true }),
      scriptJob("f", { needs: [need("e", { gate: true })] }),
    );
    expect([...possibleJobs(graph, facts, { approved: new Set(["e"]) })]).toEqual(["b", "d", "e", "f"]);
    expect([...possibleJobs(graph, facts, { approved: new Set() })]).toEqual(["b", "d"]);
    expect([...possibleJobs(graph, facts, { selected: new Set(["b"]), approved: new Set() })]).toEqual(["b"]);
  });
});
