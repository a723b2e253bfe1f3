// npm run bench: what the runtime costs, each figure a ratio to a floor or a peer that is measured beside it. It needs a
// Docker Engine with the image that BENCH_IMAGE names (default: busybox:local).
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bareContainer, rawLog, sideBySide } from "./floor.mjs";
import { facts, graph, job, LARGE_LOG } from "./graphs.mjs";
import { loadRuntime } from "./load.mjs";
import { inTurns, median, milliseconds } from "./measure.mjs";

const image = process.env.BENCH_IMAGE ?? "busybox:local";
const rounds = Number(process.env.BENCH_ROUNDS ?? 9);
const { connect, dockerExecutor, maskersFor, run, schedule } = await loadRuntime();
const engine = await connect();
const root = await mkdtemp(join(tmpdir(), "waybill-bench-"));
await writeFile(join(root, "file.txt"), "a file\n");

async function waybill(jobs, options = {}) {
  const outcome = await run(graph(jobs), {
    ...{ root, executor: dockerExecutor(), facts, secrets: () => undefined, reporter: () => {} },
    ...options,
  });
  if (outcome.exitCode !== 0) throw new Error(JSON.stringify(outcome.diagnostics));
}

const rows = {
  async "one job (true) / bare container"() {
    return inTurns(
      rounds,
      () => waybill([job("one", "true", { image })]),
      () => bareContainer(engine, image, ["true"]),
    );
  },
  async "20 jobs (sleep 0.2), 8 at a time / bare containers"() {
    const jobs = Array.from({ length: 20 }, (_, index) => job(`j${index}`, "sleep 0.2", { image }));
    return inTurns(
      Math.ceil(rounds / 3),
      () => waybill(jobs, { concurrency: 8 }),
      () => sideBySide(20, 8, () => bareContainer(engine, image, ["sleep", "0.2"])),
    );
  },
  async "3 jobs in a row / 3 bare containers in a row"() {
    const jobs = [
      job("a", "true", { image }),
      job("b", "true", { image, needs: ["a"] }),
      job("c", "true", { image, needs: ["b"] }),
    ];
    return inTurns(
      rounds,
      () => waybill(jobs),
      () => sideBySide(3, 1, () => bareContainer(engine, image, ["true"])),
    );
  },
  "a tree of 5,000 files and 100 MB into 10 jobs, less the same jobs without it / cp -r": () => trees(false),
  "the same, unchanged since the last run / cp -r": () => trees(true),
  async "a log of 200 MB / the raw stream read by the same client"() {
    return inTurns(
      3,
      () => waybill([job("one", LARGE_LOG, { image })]),
      () => rawLog(engine, image, ["sh", "-c", LARGE_LOG]),
    );
  },
  async "memory of a process with a log of 200 MB / 200 MB"() {
    const { stdout } = await execa("node", [fileURLToPath(new URL("log-memory.mjs", import.meta.url)), image]);
    return [Number(stdout), 200, "MB"];
  },
  async "masking 20 secrets in 100 MB / 1 s"() {
    const name = (index) => `secret-${index}-${"qwertyuiop".slice(index % 10)}${index * 7919}`;
    const masker = maskersFor(Array.from({ length: 20 }, (_, index) => name(index)))();
    const chunk = "2024-05-06T07:08:09Z INFO request handled path=/api/v1/users/42 status=200 in 13ms\n".repeat(400);
    const [ours] = await inTurns(
      rounds,
      async () => {
        for (let written = 0; written < 100e6; written += chunk.length) masker.write(chunk);
      },
      async () => {},
    );
    return [ours, 1000];
  },
  async "scheduling 5,000 jobs / 2,500 jobs"() {
    await scheduling(5000);
    return inTurns(
      rounds,
      () => scheduling(5000),
      () => scheduling(2500),
    );
  },
};

/** What ten jobs take longer for a large tree in each, and what it takes to copy that tree once. */
async function trees(ranBefore) {
  const folder = join(root, "..", `${basename(root)}-trees`);
  const tree = await largeTree(join(folder, "tree"));
  const cache = join(folder, "cache");
  const jobs = Array.from({ length: 10 }, (_, index) => job(`j${index}`, "true", { image }));
  const runIn = (from) => waybill(jobs, { root: from, concurrency: 4, executor: dockerExecutor({ folder: cache }) });
  const times = { within: [], without: [], copy: [] };
  try {
    if (ranBefore) await runIn(tree);
    for (let round = 0; round < 3; round += 1) {
      if (!ranBefore) await rm(join(cache, "trees"), { recursive: true, force: true });
      times.within.push(await milliseconds(() => runIn(tree)));
      times.without.push(await milliseconds(() => runIn(root)));
      times.copy.push(await milliseconds(() => execa("cp", ["-r", tree, join(folder, "copy")])));
      await rm(join(folder, "copy"), { recursive: true });
    }
    return [median(times.within) - median(times.without), median(times.copy)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Time in the scheduler alone: jobs that end at once. */
async function scheduling(count) {
  const jobs = Array.from({ length: count }, (_, index) =>
    job(`j${index}`, "true", { needs: [1, 7, 31].filter((back) => index >= back).map((back) => `j${index - back}`) }),
  );
  const work = { prepare() {}, run: async () => ({ outputs: {} }) };
  const signal = new AbortController().signal;
  await schedule({ jobs, facts, concurrency: 8, signal, work, started() {}, finished() {} });
}

async function largeTree(folder) {
  for (let group = 0; group < 50; group += 1) {
    await mkdir(join(folder, `folder-${group}`), { recursive: true });
    for (let file = 0; file < 100; file += 1) {
      await writeFile(join(folder, `folder-${group}`, `file-${file}`), Buffer.alloc(20_000, group + file));
    }
  }
  return folder;
}

try {
  const wanted = process.argv.slice(2);
  for (const [name, measure] of Object.entries(rows)) {
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    const [ours, floor, unit = "ms"] = await measure();
    console.log(
      `${name.padEnd(56)} ${ours.toFixed(0).padStart(6)} ${unit} / ${floor.toFixed(0).padStart(6)} ${unit} = ${(ours / floor).toFixed(2)}`,
    );
  }
} finally {
  await rm(root, { recursive: true, force: true });
}
