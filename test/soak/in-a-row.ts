import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type Docker from "dockerode";
import { expect } from "vitest";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import { run } from "../../runtime/index.ts";
import { openStore } from "../../runtime/store/store.ts";
import { facts, graphOf, need, scriptJob, step } from "../runtime/graphs.ts";

/** What a process and an engine hold. */
interface Held {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
  readonly descriptors: number;
  /** Bytes, of what is still reachable. */
  readonly heap: number;
}

export interface InARow {
  readonly docker: Docker;
  readonly socketPath: string;
  readonly runs: number;
}

/** So many runs go first: they load modules, compile code and fill pools. */
const WARM = 5;
/** Bytes by which the heap may differ, whatever the number of runs. */
const SLACK = 4 << 20;
/** Bytes by which the memory of the whole process may, which takes and gives back as it finds fit. */
const RESIDENT_SLACK = 32 << 20;

/** Makes runs in one process, one after the other, and holds against each other what is held before them and after. */
export async function runInARow({ docker, socketPath, runs }: InARow): Promise<void> {
  const [root, folder, places] = ["tree", "work", "store"].map((name) => mkdtempSync(join(tmpdir(), `soak-${name}-`)));
  writeFileSync(join(root!, "file.txt"), "a file\n");
  const artifacts = { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
  const jobs = [
    scriptJob("a", { artifacts, steps: [step("cp file.txt out")] }),
    scriptJob("b", { needs: [need("a", { artifacts: true })], steps: [step("cat out")] }),
  ];
  const once = async () => {
    const { status } = await run(graphOf(...jobs), {
      ...{ root: root!, facts, secrets: () => undefined, reporter: () => {}, journal: join(places!, "journal") },
      executor: dockerExecutor({ address: `unix://${socketPath}`, folder: folder! }),
      store: openStore({ folder: join(places!, "store") }),
    });
    expect(status).toBe("succeeded");
  };
  try {
    for (let index = 0; index < WARM; index += 1) await once();
    const before = await held(docker);
    const resident: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      await once();
      resident.push(process.memoryUsage.rss());
    }
    const after = await held(docker);
    const { heap, ...counts } = after;
    const { heap: heapBefore, ...countsBefore } = before;
    expect(counts).toEqual(countsBefore);
    expect(heap - heapBefore).toBeLessThan(SLACK);
    const quarter = Math.ceil(runs / 4);
    expect(median(resident.slice(-quarter)) - median(resident.slice(0, quarter))).toBeLessThan(RESIDENT_SLACK);
  } finally {
    for (const one of [root, folder, places]) rmSync(one!, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function held(docker: Docker): Promise<Held> {
  const filters = { label: ["dev.waybill.run"] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  collect();
  return {
    ...{ containers: containers.length, networks: networks.length, volumes: volumes?.length ?? 0 },
    ...{ descriptors: readdirSync("/proc/self/fd").length, heap: process.memoryUsage().heapUsed },
  };
}

/** Collects what nobody can reach. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
}
