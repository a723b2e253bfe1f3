import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Cache, ScriptJob } from "../../compiler/graph/model/index.ts";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import type { Executor } from "../../runtime/executors/executor.ts";
import { hostExecutor } from "../../runtime/executors/host/index.ts";
import { type RunEvent, type RunOptions, run } from "../../runtime/index.ts";
import { cacheText } from "../../runtime/reporters/failure.ts";
import { openStore } from "../../runtime/store/store.ts";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { type Act, fakeExecutor } from "../runtime/fake-executor.ts";
import { facts, graphOf, need, scriptJob, step } from "../runtime/graphs.ts";
import { type Kind, tarOf } from "../runtime/tar.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-caches-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "tree"));
  lock("one");
});

const lock = (text: string) => writeFileSync(join(folder, "tree/lock"), `${text}\n`);
const cache = (rest: Partial<Cache> = {}): Cache => ({
  ...{ prefix: "npm", keyFiles: ["lock"], paths: [".npm"], policy: "pull-push" },
  ...rest,
});

/** Says what it finds, and leaves what the key is made of. */
const INSTALL = "cat .npm/deep/n || echo empty; mkdir -p .npm/deep; cp lock .npm/deep/n";
const FAIL = "mkdir .npm; touch .npm/n; exit 3";
const BOTH = "cat .a/x .b/y || echo empty; mkdir -p .a .b; echo a > .a/x; echo b > .b/y";
const acts: Readonly<Record<string, Act>> = {
  [INSTALL]({ files, write }) {
    write("stdout", files.get(".npm/deep/n") ?? "empty\n");
    files.set(".npm/deep/n", files.get("lock") ?? "");
  },
  [FAIL]({ files }) {
    files.set(".npm/n", "");
    return 3;
  },
  [BOTH]({ files, write }) {
    write("stdout", files.has(".a/x") && files.has(".b/y") ? "a\nb\n" : "empty\n");
    files.set(".a/x", "a\n").set(".b/y", "b\n");
  },
};
const install = (...caches: readonly Cache[]) => scriptJob("install", { caches, steps: [step(INSTALL)] });

const stored = (kind: "blobs" | "caches") =>
  existsSync(join(folder, "store", kind))
    ? readdirSync(join(folder, "store", kind), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

function suite(executor: () => Executor, left: (run: string) => Promise<void> = async () => {}): void {
  /** What became of the caches, and what the jobs wrote. */
  async function seen(jobs: readonly ScriptJob[], more: Partial<RunOptions> = {}) {
    const events: RunEvent[] = [];
    const outcome = await run(graphOf(...jobs), {
      ...{ root: join(folder, "tree"), facts, secrets: () => undefined, concurrency: 2, executor: executor() },
      store: openStore({ folder: join(folder, "store") }),
      reporter: (event) => events.push(event),
      ...more,
    });
    await left(outcome.run);
    expect(readdirSync(join(folder, "store/runs"))).toEqual([]);
    const caches = events.flatMap((event) =>
      event.type === "cache" ? [cacheText(event).replace(/, [\d.]+ \w+$/, "")] : [],
    );
    const lines = events.flatMap((event) => (event.type === "log" && event.stream === "stdout" ? [event.line] : []));
    return { caches, lines, status: outcome.status };
  }

  it("restores what the key's files have kept, else the newest of the prefix", async () => {
    const jobs = [install(cache())];
    const first = { caches: ["cache npm: none yet", "cache npm: kept"], lines: ["empty"], status: "succeeded" };
    expect(await seen(jobs)).toEqual(first);
    expect(await seen(jobs)).toEqual({ caches: ["cache npm: restored"], lines: ["one"], status: "succeeded" });
    lock("two");
    expect(await seen(jobs)).toMatchObject({
      ...{ caches: ["cache npm: of another key, the newest, restored", "cache npm: kept"], lines: ["one"] },
    });
    expect(await seen(jobs)).toMatchObject({ caches: ["cache npm: restored"], lines: ["two"] });
    lock("one");
    expect(await seen(jobs)).toMatchObject({ caches: ["cache npm: restored"], lines: ["one"] });
    expect(await seen([install(cache({ prefix: "other" }))])).toEqual({
      ...first,
      caches: first.caches.map((text) => text.replace("npm", "other")),
    });
  });

  it("keeps nothing of a job that failed, and of one whose paths are empty", async () => {
    const failing = scriptJob("fails", { caches: [cache()], steps: [step(FAIL)] });
    expect(await seen([failing])).toMatchObject({ caches: ["cache npm: none yet"], status: "failed" });
    const elsewhere = install(cache({ paths: ["nowhere"] }));
    expect((await seen([elsewhere])).caches).toEqual([
      "cache npm: none yet",
      "cache npm: not kept: no file matches nowhere",
    ]);
    expect(stored("caches")).toEqual([]);
  });

  it("obeys the policy", async () => {
    expect((await seen([install(cache({ policy: "pull" }))])).caches).toEqual(["cache npm: none yet"]);
    const push = [install(cache({ policy: "push" }))];
    expect(await seen(push)).toMatchObject({ caches: ["cache npm: kept"], lines: ["empty"] });
    expect(await seen(push)).toMatchObject({ caches: [], lines: ["empty"] });
    expect((await seen([install(cache({ policy: "pull" }))])).lines).toEqual(["one"]);
  });

  it("gives a job all of its caches, one without key files as the last run left it", async () => {
    const a = cache({ prefix: "a", paths: [".a"] });
    const b = cache({ prefix: "b", paths: [".b"], keyFiles: [] });
    const both = [scriptJob("both", { caches: [a, b], steps: [step(BOTH)] })];
    expect((await seen(both)).lines).toEqual(["empty"]);
    const second = await seen(both);
    expect(second.lines).toEqual(["a", "b"]);
    expect(second.caches).toEqual(["cache a: restored", "cache b: restored", "cache b: kept"]);
    expect(stored("caches")).toHaveLength(2);
  });

  it.each<[string, () => void]>([
    ["cut short", () => truncateSync(stored("blobs")[0] as string, 100)],
    ["gone", () => rmSync(stored("blobs")[0] as string)],
    ["without the entry it had", () => writeFileSync(stored("caches")[0] as string, "{}")],
  ])("misses one that is %s, and keeps it again", async (_, damage) => {
    const jobs = [install(cache())];
    await seen(jobs);
    damage();
    expect(await seen(jobs)).toEqual({
      ...{ caches: ["cache npm: none yet", "cache npm: kept"], lines: ["empty"], status: "succeeded" },
    });
    expect((await seen(jobs)).lines).toEqual(["one"]);
  });

  it("takes none when nothing is to be taken from earlier runs, and replaces it", async () => {
    await seen([install(cache())]);
    const fresh = await seen([install(cache())], { fresh: true });
    expect(fresh.lines).toEqual(["empty"]);
    expect(fresh.caches).toEqual(["cache npm: begins empty: nothing is taken from earlier runs", "cache npm: kept"]);
    expect(stored("caches")).toHaveLength(1);
  });

  it("is another one on another system, though its key is the same", async () => {
    const on = (system: string): Executor => ({
      ...executor(),
      identify: async () => ({ platform: system, system, images: new Map() }),
    });
    const seenOn = async (system: string) => (await seen([install(cache())], { executor: on(system) })).lines;
    expect(await seenOn("linux/amd64")).toEqual(["empty"]);
    expect(await seenOn("linux/arm64")).toEqual(["empty"]);
    expect(await seenOn("linux/amd64")).toEqual(["one"]);
  });

  it("serves two runs at once", async () => {
    const runs = await Promise.all(
      [1, 2].map(() =>
        run(graphOf(install(cache())), {
          ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor(), reporter: () => {} },
          store: openStore({ folder: join(folder, "store") }),
        }),
      ),
    );
    expect(runs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect((await seen([install(cache())])).lines).toEqual(["one"]);
  });

  it("is no reason to fail where the store cannot be used", async () => {
    writeFileSync(join(folder, "file"), "");
    const result = await seen([install(cache())]);
    expect(result.status).toBe("succeeded");
    const unusable = openStore({ folder: join(folder, "file/store") });
    mkdirSync(join(folder, "store/runs"), { recursive: true });
    const { status, lines, caches } = await seen([install(cache())], { store: unusable });
    expect({ status, lines }).toEqual({ status: "succeeded", lines: ["empty"] });
    expect(caches.at(-1)).toMatch(/^cache npm: not kept: /);
  });
}

/** What only executors that unpack archives themselves can get wrong. */
function hostile(executor: () => Executor): void {
  const leads = (path: string) => `${path} is a link that leads out of the working directory`;
  const none = (path: string) => `${path} is a hard link to no file that comes before it`;
  const link = (path: string, linkpath: string): Kind => ({ path, type: "SymbolicLink", linkpath });
  const hard = (path: string, linkpath: string): Kind => ({ path, type: "Link", linkpath });
  it.each<[string, readonly Kind[], string]>([
    ["leads out", [{ path: "../out" }], "../out leads out of the working directory"],
    ["is absolute", [{ path: "/etc/out" }], "/etc/out leads out of the working directory"],
    ["is an absolute link", [link(".npm/l", "/etc/passwd")], leads(".npm/l")],
    ["is a link that climbs out", [link(".npm/l", "../../etc/passwd")], leads(".npm/l")],
    ["is a link that climbs behind a name", [link("a/b/up", "../.."), link("l", "a/b/up/../x")], leads("l")],
    ["lies behind a link", [link(".npm/up", ".."), { path: ".npm/up/out" }], ".npm/up/out lies behind a link"],
    ["lies behind one by another name", [link("up", "a"), { path: "./up//out" }], "./up//out lies behind a link"],
    ["is a file in a link's place", [link("l", "lock"), { path: "l" }], "l lies behind a link"],
    ["is a hard link out", [hard(".npm/l", "/etc/passwd")], none(".npm/l")],
    ["is a hard link that climbs out", [hard(".npm/l", "../../etc/passwd")], none(".npm/l")],
    ["is a hard link that climbs back", [hard(".npm/l", "x/../.npm/deep/n")], none(".npm/l")],
    ["is a hard link into the tree", [hard(".npm/l", "lock")], none(".npm/l")],
    ["is a hard link to what comes later", [hard("l", "later"), { path: "later" }], none("l")],
    ["is a hard link to itself", [hard("l", "l")], none("l")],
    ["is one of hard links in a circle", [hard("a", "b"), hard("b", "a")], none("a")],
    ["is a hard link to a link", [link("a", "lock"), hard("l", "a")], none("l")],
    ["is a hard link behind a link", [{ path: "a/n" }, link("a", ".npm"), hard("l", "a/n")], none("l")],
    ["is a hard link to a hard link", [hard("a", ".npm/deep/n"), hard("l", "a")], none("l")],
    ["is a hard link with a content", [{ ...hard("l", ".npm/deep/n"), text: "x" }], "l is a link with a content"],
    ["is a file in a hard link's place", [hard("l", ".npm/deep/n"), { path: "l" }], "l lies behind a link"],
    ["comes twice", [{ path: "a" }, { path: "./a" }], "./a comes twice"],
    ["is a device", [{ path: ".npm/d", type: "CharacterDevice" }], ".npm/d is a device"],
    ["runs as another", [{ path: ".npm/s", mode: 0o4755 }], ".npm/s runs with the rights of another user"],
  ])("refuses a cache in whose archive a path %s, and goes on without it", async (_, entries, reason) => {
    const options = () => ({
      ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
      store: openStore({ folder: join(folder, "store") }),
    });
    await run(graphOf(install(cache())), { ...options(), reporter: () => {} });
    const store = openStore({ folder: join(folder, "store") });
    const file = join(folder, "evil.tar");
    writeFileSync(file, tarOf({ path: ".npm/deep/n", text: "evil\n" }, ...entries));
    const [name = ""] = stored("caches");
    const archive = await store.blobs.keepFile(file);
    const at = name.slice(join(folder, "store").length + 1, -".json".length);
    await store.entries.write(at, { archive, bytes: readFileSync(file).length });
    const told: string[] = [];
    const outcome = await run(graphOf(install(cache())), {
      ...options(),
      reporter: (event) => {
        if (event.type === "cache") told.push(cacheText(event).replace(/, [\d.]+ \w+$/, ""));
        if (event.type === "log") told.push(event.line);
      },
    });
    expect(outcome.status).toBe("succeeded");
    expect(told.filter((line) => !line.startsWith("cat:"))).toEqual([
      `cache npm: begins empty: ${reason}`,
      "empty",
      "cache npm: kept",
    ]);
  });

  it.each<[string, Kind, string]>([
    ["leads out", { path: "a/../../out" }, "a/../../out leads out of the working directory"],
    ["is a link out", link("l", "/etc/passwd"), leads("l")],
    ["is a device", { path: "d", type: "BlockDevice" }, "d is a device"],
  ])(
    "refuses artifacts in whose archive a path %s: nothing of them is unpacked, and the job fails",
    async (_, entry, reason) => {
      const file = join(folder, "evil.tar");
      writeFileSync(file, tarOf({ path: "n", text: "evil\n" }, entry));
      const session = await executor().open({ id: `t${Date.now()}`, root: join(folder, "tree") });
      try {
        const attempt = session.execute({
          ...{
            job: scriptJob("use", { steps: [step("true")] }),
            image: "busybox:local",
            env: {},
            stepEnv: () => ({}),
            services: [],
            reports: [],
          },
          ...{ artifacts: [file], caches: [], signal: new AbortController().signal },
          sink: { step() {}, write() {}, stepSkipped() {}, stepDone() {}, progress() {} },
        });
        await expect(attempt).rejects.toMatchObject({
          diagnostics: [{ code: "WB4044", message: `cannot unpack the artifacts that \`use\` downloads: ${reason}` }],
        });
      } finally {
        await session.close();
      }
    },
  );

  it("keeps the links that stay in the working directory, in caches and in artifacts", async () => {
    const long = "n".repeat(120);
    const leave = [
      `mkdir -p .npm/bin .npm/tool ${long} && printf 'echo it works' > .npm/tool/run && ln -s ../tool/run .npm/bin/tool`,
      `ln -s none .npm/dangling; ln -s b .npm/a; ln -s tool/run .npm/b; ln -s . .npm/self; ln -s ../${long} .npm/long`,
      `echo far > ${long}/file; ln -s ${long}/file direct`,
    ];
    const look = (folder: string) =>
      `cd ${folder} && test "$(readlink .npm/bin/tool) $(readlink .npm/a) $(readlink .npm/dangling)" = "../tool/run b none" && cat .npm/long/file && sh .npm/a`;
    const caches = [cache({ paths: [".npm", long] })];
    const artifacts = {
      paths: [".npm", long, "direct"],
      exclude: [],
      on: "success",
      retentionDays: 1,
      junit: [],
    } as const;
    const lines: string[] = [];
    const seen = async (...jobs: readonly ScriptJob[]) => {
      const { status } = await run(graphOf(...jobs), {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
        store: openStore({ folder: join(folder, "store") }),
        reporter: (event) => void (event.type === "log" && lines.push(event.line)),
      });
      expect(status).toBe("succeeded");
    };
    const make = scriptJob("make", { caches, artifacts, steps: leave.map((script) => step(script)) });
    const use = scriptJob("use", {
      needs: [need("make", { artifacts: true })],
      steps: [step(`${look(".")}; cat direct`)],
    });
    await seen(make, use);
    // Over what the tree itself has in a link's place too.
    const again = scriptJob("again", { caches, steps: [step(look("."))] });
    await seen(again);
    expect(lines).toEqual(["far", "it works", "far", "far", "it works"]);
  });

  it("keeps each name of a file that has several, and its content once where it can", async () => {
    const artifacts = {
      paths: ["kept", "other", "single/c"],
      exclude: ["kept/a"],
      on: "success",
      retentionDays: 1,
      junit: [],
    } as const;
    const leave = [
      "mkdir -p kept other single .npm/deep && echo one > kept/a && chmod +x kept/a",
      "for to in kept/b kept/c other/a single/b single/c; do ln kept/a $to; done",
      "head -c 1000000 /dev/zero > .npm/a; for to in .npm/deep/b .npm/deep/c; do ln .npm/a $to; done",
    ];
    const same = (...names: readonly string[]) => `test $(stat -c %i ${names.join(" ")} | sort -u | wc -l) = 1`;
    const whole = "test $(cat .npm/a .npm/deep/b .npm/deep/c | wc -c) = 3000000";
    const look = [
      "cat kept/b kept/c other/a single/c && test -x kept/b && test ! -e kept/a && test ! -e single/b",
      same("kept/b", "kept/c"),
    ];
    const lines: string[] = [];
    const kept: number[] = [];
    const seen = async (...jobs: readonly ScriptJob[]) => {
      const { status } = await run(graphOf(...jobs), {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
        store: openStore({ folder: join(folder, "store") }),
        reporter: (event) => {
          if (event.type === "log") lines.push(event.line);
          if (event.type === "cache" && event.outcome === "kept") kept.push(event.bytes ?? 0);
        },
      });
      expect(status).toBe("succeeded");
    };
    const make = scriptJob("make", { caches: [cache()], artifacts, steps: leave.map((script) => step(script)) });
    const use = scriptJob("use", {
      needs: [need("make", { artifacts: true })],
      steps: look.map((script) => step(script)),
    });
    await seen(make, use);
    expect(lines).toEqual(["one", "one", "one", "one"]);
    expect(kept).toEqual([expect.any(Number)]);
    expect(kept[0]).toBeLessThan(1_100_000);
    const cached = [same(".npm/a", ".npm/deep/b", ".npm/deep/c"), whole].map((script) => step(script));
    await seen(scriptJob("again", { caches: [cache()], steps: cached }));
  });

  it("follows no link on the way to what a job keeps", async () => {
    const artifacts = {
      paths: ["away/deep", "here/file"],
      exclude: [],
      on: "success",
      retentionDays: 1,
      junit: [],
    } as const;
    const leave = step(
      "mkdir -p real/deep && echo a > real/deep/file && ln -s real away && mkdir here && echo b > here/file",
    );
    const make = scriptJob("make", { artifacts, steps: [leave] });
    const use = scriptJob("use", {
      needs: [need("make", { artifacts: true })],
      steps: [step("test ! -e away && test ! -e real && cat here/file")],
    });
    const lines: string[] = [];
    const outcome = await run(graphOf(make, use), {
      ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
      reporter: (event) => void (event.type === "log" && lines.push(event.line)),
    });
    expect({ status: outcome.status, lines }).toEqual({ status: "succeeded", lines: ["b"] });
  });

  it("masks the rights of other users and leaves links out that lead away", async () => {
    const leave = "mkdir -p .npm; echo x > .npm/s; chmod 6755 .npm/s; ln -s /etc/passwd .npm/l; mkfifo .npm/p";
    const look =
      "test -x .npm/s && test ! -u .npm/s && test ! -g .npm/s && test ! -e .npm/l && test ! -e .npm/p && echo safe";
    const lines: string[] = [];
    for (const script of [leave, look]) {
      await run(graphOf(scriptJob("job", { caches: [cache()], steps: [step(script)] })), {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
        store: openStore({ folder: join(folder, "store") }),
        reporter: (event) => void (event.type === "log" && lines.push(event.line)),
      });
    }
    expect(lines).toEqual([
      "cache: of .npm, 1 link was left out: kept are those that lead to a place in the working directory",
      "safe",
    ]);
  });

  it("keeps no cache, and fails on artifacts, that would fill the disk", { timeout: 60_000 }, async () => {
    const artifacts = { paths: ["big"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
    const grow = step("truncate -s 9G big");
    const caches = [cache({ paths: ["big"] })];
    const told: string[] = [];
    const outcome = await run(
      graphOf(scriptJob("cached", { caches, steps: [grow] }), scriptJob("kept", { artifacts, steps: [grow] })),
      {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
        store: openStore({ folder: join(folder, "store") }),
        reporter: (event) => void (event.type === "cache" && told.push(cacheText(event))),
      },
    );
    expect(told.at(-1)).toBe("cache npm: not kept: they are more than 8 GiB");
    expect(outcome.jobs.get("cached")).toMatchObject({ status: "succeeded" });
    expect(outcome.diagnostics).toMatchObject([
      { code: "WB4009", message: expect.stringContaining("they are more than 8 GiB") },
    ]);
  });
}

describe("the fake executor", () => {
  const tree = () => ({ lock: readFileSync(join(folder, "tree/lock"), "utf8") });
  suite(() => fakeExecutor({ tree: tree(), acts }));
});

describe("the host executor", () => {
  const executor = () => hostExecutor({ folder: join(folder, "cache") });
  suite(executor);
  hostile(executor);
});

describeDocker("the Docker executor", ({ socketPath }) => {
  const executor = () => dockerExecutor({ address: `unix://${socketPath}`, folder: join(folder, "cache") });
  suite(executor, expectNothingLeft);
  hostile(executor);

  it("restores what a user who is not the superuser can go on with", async () => {
    const lines: string[] = [];
    const job = scriptJob("user", {
      ...{ user: "1000", caches: [cache({ keyFiles: [] })] },
      steps: [
        step("mkdir -p .npm/deep; echo more >> .npm/deep/n; touch .npm/deep/$(wc -l < .npm/deep/n); ls .npm/deep"),
      ],
    });
    for (let count = 0; count < 2; count += 1) {
      await run(graphOf(job), {
        ...{ root: join(folder, "tree"), facts, secrets: () => undefined, executor: executor() },
        store: openStore({ folder: join(folder, "store") }),
        reporter: (event) => void (event.type === "log" && lines.push(event.line)),
      });
    }
    expect(lines).toEqual(["1", "n", "1", "2", "n"]);
  });
});
