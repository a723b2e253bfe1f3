import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { hostExecutor } from "../../../../runtime/executors/host/index.ts";
import { scriptJob } from "../../graphs.ts";

it("says that the source tree cannot be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "waybill-tree-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await symlink("loop", join(folder, "loop"));
  const session = await hostExecutor({ folder: join(folder, "cache") }).open({ id: "1", root: join(folder, "loop") });
  onTestFinished(() => session.close());
  await expect(session.prepare({} as never, "")).rejects.toMatchObject({ diagnostics: [{ code: "WB4011" }] });
});

it("says that a job cannot be started when what it is given is not there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "waybill-tree-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const session = await hostExecutor({ folder: join(folder, "cache") }).open({ id: "1", root: folder });
  onTestFinished(() => session.close());
  const attempt = session.execute({
    ...{ job: scriptJob("unit"), image: "", env: {}, stepEnv: () => ({}), services: [] },
    artifacts: [join(folder, "gone.tar")],
    caches: [],
    reports: [],
    sink: { step() {}, write() {}, stepSkipped() {}, stepDone() {}, progress() {} },
    signal: new AbortController().signal,
  });
  await expect(attempt).rejects.toMatchObject({ diagnostics: [{ code: "WB4012" }] });
});
