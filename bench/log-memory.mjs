// The memory at its peak, in MB, of a process that runs one job with a log of 200 MB: in a process of its own, as a peak
// does not go down again. Takes the image.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { facts, graph, job, LARGE_LOG } from "./graphs.mjs";
import { loadRuntime } from "./load.mjs";

const { dockerExecutor, run } = await loadRuntime();
const root = await mkdtemp(join(tmpdir(), "waybill-bench-"));
try {
  const { exitCode } = await run(graph([job("one", LARGE_LOG, { image: process.argv[2] })]), {
    ...{ root, executor: dockerExecutor(), facts, secrets: () => undefined, reporter: () => {} },
  });
  if (exitCode !== 0) throw new Error(`the run ended with ${exitCode}`);
  console.log(process.resourceUsage().maxRSS / 1000);
} finally {
  await rm(root, { recursive: true, force: true });
}
