import { spawn } from "node:child_process";
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** `first` and `ship` succeed and count themselves, `second` tells that it runs and waits while a file is there. */
const pipeline = (outside: string) => `import { job, pipeline, push, schedule, sh } from "waybill";

const image = "busybox:1.36";
const first = job("first", { image, outputs: ["name"], artifacts: { paths: ["out.txt"] }, steps: [
  sh\`echo once >> ${outside}/first; echo hello; echo made > out.txt; echo name=Ada >> "$WAYBILL_OUTPUT"\`,
] });
const side = job("side", { image, steps: [sh\`echo once >> ${outside}/side\`] });
const second = job("second", { image, needs: [first, side], downloads: [first.artifacts], steps: [
  sh\`echo begun >> ${outside}/second; echo it is \${first.outputs.name} with $(cat out.txt)\`,
  sh\`if [ -e ${outside}/hold ]; then echo holding; fi; while [ -e ${outside}/hold ]; do sleep 0.1; done\`,
] });
const third = job("third", { image, needs: [second], steps: [sh\`echo at last\`] });

export default pipeline("app", { on: [push(), schedule("0 3 * * *")], jobs: [first, side, second, third] });
`;

interface Place {
  readonly folder: string;
  readonly outside: string;
  readonly env: Readonly<Record<string, string>>;
  run(...args: readonly string[]): ReturnType<typeof waybill>;
  count(job: string): Promise<number>;
  journals(): Promise<readonly string[]>;
}

async function place(): Promise<Place> {
  const outside = await folderWith("");
  const folder = await folderWith(pipeline(outside));
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "first");
  const env = { XDG_STATE_HOME: join(outside, "state"), WAYBILL_CACHE: join(outside, "cache"), NO_COLOR: "1" };
  return {
    ...{ folder, outside, env },
    run: (...args) => waybill(["run", "pipeline.ts", "--executor", "host", ...args], { cwd: folder, env }),
    count: async (job) => (await readFile(join(outside, job), "utf8").catch(() => "")).split("\n").length - 1,
    async journals() {
      const base = join(outside, "state/waybill/journals");
      const [checkout = ""] = await readdir(base);
      const names = (await readdir(join(base, checkout))).filter((name) => name.endsWith(".jsonl"));
      return names.sort().map((name) => join(base, checkout, name));
    },
  };
}

/** Starts a run, and kills it with -9 when it has come so far. */
async function killedAt({ folder, env, outside }: Place, text: string): Promise<void> {
  await writeFile(join(outside, "hold"), "");
  const args = [command, "run", "pipeline.ts", "--executor", "host"];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let seen = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      seen += chunk;
      if (seen.includes(text)) child.kill("SIGKILL");
    });
    child.once("exit", () => resolve());
  });
  expect(seen).toContain(text);
  await rm(join(outside, "hold"));
}

describe("waybill run --resume", () => {
  it("goes on after kill -9 with what had succeeded, and runs the rest", async () => {
    const here = await place();
    await killedAt(here, "| holding");
    // A last line that the crash has torn is no line.
    const [journal = ""] = await here.journals();
    await appendFile(journal, '{"type":"ended","job":"second","time":1,"dur');
    const { exitCode, stdout, stderr } = await here.run("--resume");
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^goes on with the run \w+ of [\d-]+T[\d:]+Z, and takes from it: (first, side|side, first)$/m,
    );
    expect(stdout).toContain("first  | hello");
    expect(stdout).toMatch(/^first {2}\| cached: taken from run \w+$/m);
    expect(stdout).toContain("second | it is Ada with made");
    expect(stdout).toContain("third  | at last");
    expect(stdout).toMatch(/2 succeeded, 2 cached$/);
    expect(exitCode).toBe(0);
    expect(await here.count("first")).toBe(1);
    expect(await here.count("side")).toBe(1);
    expect(await here.count("second")).toBe(2);
    const again = await here.run("--resume");
    expect(again.stderr).toMatch(/^error WB4054: there is no run to resume: the last one, \w+, has succeeded/);
    expect(again.stderr).toContain("run without --resume");
    expect(again.exitCode).toBe(2);
  });

  it("goes on with a run that itself went on with one, as often as it takes", async () => {
    const here = await place();
    await killedAt(here, "| holding");
    await writeFile(join(here.outside, "first-only"), "");
    const [first = ""] = await here.journals();
    await here.run("--resume");
    const [, second = ""] = await here.journals();
    // As if it had been killed when it had just begun: its first lines hold what it took.
    const lines = (await readFile(second, "utf8")).split("\n").slice(0, 3);
    await writeFile(second, `${lines.join("\n")}\n`);
    await rm(first);
    const { exitCode, stdout } = await here.run("--resume");
    expect(stdout).toMatch(/2 succeeded, 2 cached$/);
    expect(exitCode).toBe(0);
    expect(await here.count("first")).toBe(1);
  });

  it("runs what has failed again", async () => {
    const here = await place();
    await mkdir(join(here.outside, "second"));
    expect((await here.run()).exitCode).toBe(1);
    await rm(join(here.outside, "second"), { recursive: true });
    const { exitCode, stdout } = await here.run("--resume");
    expect(stdout).toMatch(/2 succeeded, 2 cached$/);
    expect(exitCode).toBe(0);
  });

  it("refuses when the simulated run is another, and repeats what an edit touches", async () => {
    const here = await place();
    const nothing = await here.run("--resume");
    expect(nothing.stderr).toContain("error WB4054: there is no run to resume: the pipeline has not been run here yet");
    await killedAt(here, "| holding");
    const facts = await here.run("--resume", "--event", "schedule", "--job", "second");
    expect(facts.stderr).toMatch(/^error WB4055: cannot resume run \w+: its event was push, and is schedule now$/m);
    expect(facts.stderr).toContain("give --event push, or drop --resume to start over");
    expect(facts.stderr).toMatch(/its choice of jobs was unset, and is second now$/m);
    const text = await readFile(join(here.folder, "pipeline.ts"), "utf8");
    const edited = text
      .replace("echo it is", "echo it was")
      .replace('job("first", { image,', 'job("first", { image, inputs: ["src"],');
    await mkdir(join(here.folder, "src"));
    await writeFile(join(here.folder, "pipeline.ts"), edited);
    const first = await here.run("--resume");
    expect(first.stdout).toMatch(/^repeats first: it was another job: its definition has changed$/m);
    expect(first.stdout).toMatch(/^repeats side: it may read any file of the tree, which has changed$/m);
    expect(first.stdout).toContain("second | it was Ada with made");
    expect(first.exitCode).toBe(0);
  });

  it("takes what names its inputs when other files were edited and committed", async () => {
    const here = await place();
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: here.folder });
    const text = await readFile(join(here.folder, "pipeline.ts"), "utf8");
    await writeFile(
      join(here.folder, "pipeline.ts"),
      text
        .replace('job("first", { image,', 'job("first", { image, inputs: ["src"],')
        .replace('job("side", { image,', 'job("side", { image, inputs: ["other"],'),
    );
    await mkdir(join(here.folder, "src"));
    await writeFile(join(here.folder, "src/a.txt"), "a");
    await mkdir(join(here.folder, "other"));
    await writeFile(join(here.folder, "other/b.txt"), "b");
    await mkdir(join(here.outside, "second"));
    expect((await here.run()).exitCode).toBe(1);
    await rm(join(here.outside, "second"), { recursive: true });
    await writeFile(join(here.folder, "other/b.txt"), "edited");
    await git("add", ".");
    await git("commit", "-qm", "fix");
    const { exitCode, stdout } = await here.run("--resume");
    expect(stdout).toMatch(/and takes from it: first\nrepeats side: it has other inputs$/m);
    expect(stdout).toMatch(/3 succeeded, 1 cached$/);
    expect(exitCode).toBe(0);
    expect([await here.count("first"), await here.count("side")]).toEqual([1, 2]);
  });

  it("leaves a run alone that goes on in another process", async () => {
    const here = await place();
    await writeFile(join(here.outside, "hold"), "");
    const args = [command, "run", "pipeline.ts", "--executor", "host"];
    const child = spawn(process.execPath, args, {
      ...{ cwd: here.folder, env: { ...process.env, ...here.env }, stdio: ["ignore", "pipe", "inherit"] },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    await new Promise<void>((resolve) =>
      child.stdout?.on("data", (chunk) => (String(chunk).includes("| holding") ? resolve() : undefined)),
    );
    const { stderr } = await here.run("--resume");
    expect(stderr).toMatch(/^error WB4054: there is no run to resume: the run \w+ is still going on$/m);
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    await rm(join(here.outside, "hold"));
    expect((await here.run("--resume")).stdout).toMatch(/2 succeeded, 2 cached$/);
  });
});

describe("waybill run --from", () => {
  it("runs a job and what follows, with what it needs from an earlier run", async () => {
    const here = await place();
    const none = await here.run("--from", "second");
    expect(none.stderr).toMatch(
      /^error WB4056: cannot start from `second`: no earlier run kept everything it needs; missing: /,
    );
    expect(none.stderr).toContain("first has not been run here; side has not been run here");
    expect(none.stderr).toContain("run --job first --job side first, or start from an earlier job");
    expect(none.exitCode).toBe(2);
    expect((await here.run("--job", "first")).exitCode).toBe(0);
    expect((await here.run("--from", "second")).stderr).toMatch(
      /missing: side has not come to its end in the run|missing: side has not succeeded in the run/,
    );
    expect((await here.run("--job", "first", "--job", "side")).exitCode).toBe(0);
    await writeFile(join(here.folder, "new.txt"), "new");
    const { exitCode, stdout, stderr } = await here.run("--from", "second");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^takes (first, side|side, first) from the run \w+ of /m);
    expect(stdout).toContain("second | it is Ada with made");
    expect(stdout).toContain("third  | at last");
    expect(exitCode).toBe(0);
    expect(await here.count("first")).toBe(2);
    const part = await here.run("--from", "second", "--job", "second");
    expect(part.stdout).toContain("third  | skipped: it was not selected");
    expect(part.exitCode).toBe(0);
    const wrong = await here.run("--from", "third", "--job", "second");
    expect(wrong.stderr).toContain("error WB4057: `third` is not a job that `second` needs");
    expect(wrong.exitCode).toBe(2);
    expect((await here.run("--from", "nope")).stderr).toContain("WB4010");
  });

  it("does not take what is damaged", async () => {
    const here = await place();
    expect((await here.run()).exitCode).toBe(0);
    const blobs = join(here.outside, "cache/store/blobs");
    for (const name of await readdir(blobs, { recursive: true })) {
      if (/\/[0-9a-f]{64}$/.test(name)) await writeFile(join(blobs, name), "damaged");
    }
    const damaged = await here.run("--from", "second");
    expect(damaged.stderr).toMatch(/^error WB4058: the result of `first` from run \w+ is damaged/);
    expect(damaged.exitCode).toBe(3);
    const gone = await here.run("--from", "second");
    expect(gone.stderr).toContain("first has left artifacts that are no longer kept in the run");
  });
});
