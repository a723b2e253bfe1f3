import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { archiveFault, archiveWriter } from "../../../runtime/archive/archive.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import { run } from "../../../runtime/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../graphs.ts";

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-hostile-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const kept = (paths: readonly string[]) =>
  ({ paths, exclude: [], on: "success", retentionDays: 1, junit: [] }) as const;

it("says where artifacts cannot be written, and leaves nothing half-written", async () => {
  const folder = await temporary();
  const to = join(folder, "gone", "unit.tar");
  const archive = archiveWriter(to);
  const content = (async function* () {
    yield Buffer.alloc(1024);
  })();
  const error = await archive
    .file({ path: "a", mode: 0o644, size: 1024 }, content)
    .then(() => archive.close())
    .catch((reason: unknown) => reason);
  await archive.discard();
  expect(archiveFault(error, scriptJob("unit"))).toMatchObject({
    diagnostics: [
      {
        ...{ code: "WB4041", fault: "infrastructure", at: { file: "pipeline.ts" } },
        message: expect.stringMatching(/^cannot write the artifacts of `unit` on this machine: ENOENT/),
        remedy: expect.stringContaining(`free space in \`${join(folder, "gone")}\``),
      },
    ],
  });
  expect(await readdir(folder)).toEqual([]);
});

it("keeps nothing that lies behind a link out of the working directory", async () => {
  const [root, outside] = [await temporary(), await temporary()];
  await mkdir(join(outside, "deep"));
  await writeFile(join(outside, "deep", "secret"), "of this machine\n");
  const steps = [
    step(`mkdir out; echo mine > out/file; ln -s ${outside} away; ln -s ${outside}/deep out/away`),
    step(`ln -s ${outside}/deep/secret out/secret`),
  ];
  const make = scriptJob("make", { steps, artifacts: kept(["out", "away/deep/secret", "away/deep"]) });
  const look = "test -f out/file && test ! -e out/away && test ! -e out/secret && test ! -e away && echo safe";
  const read = scriptJob("read", { needs: [need("make", { artifacts: true })], steps: [step(look)] });
  const lines: string[] = [];
  const outcome = await run(graphOf(make, read), {
    ...{ root, facts, executor: hostExecutor({ folder: join(outside, "cache") }), secrets: () => undefined },
    reporter: (event) => void (event.type === "log" && lines.push(event.line)),
  });
  expect(lines).toContain("safe");
  expect(outcome.exitCode).toBe(0);
});

it("reads no outputs through a link or a pipe that a step has put in their place", async () => {
  const [root, outside] = [await temporary(), await temporary()];
  await writeFile(join(outside, "secret"), "version=stolen\n");
  const linked = scriptJob("linked", {
    steps: [step(`rm -f "$WAYBILL_OUTPUT"; ln -s ${outside}/secret "$WAYBILL_OUTPUT"`)],
    outputs: ["version"],
  });
  const piped = scriptJob("piped", {
    steps: [step('rm -f "$WAYBILL_OUTPUT"; mkfifo "$WAYBILL_OUTPUT"')],
    outputs: ["version"],
  });
  const outcome = await run(graphOf(linked, piped), {
    ...{ root, facts, executor: hostExecutor({ folder: join(outside, "cache") }), secrets: () => undefined },
    reporter: () => {},
  });
  expect(JSON.stringify([...outcome.jobs])).not.toContain("stolen");
  expect(await readFile(join(outside, "secret"), "utf8")).toBe("version=stolen\n");
});
