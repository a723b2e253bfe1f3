import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A pipeline of one job. */
export const HELLO = `import { job, pipeline, push, sh } from "waybill";

const unit = job("unit", { image: "busybox:1.36", steps: [sh\`echo ok\`] });

export default pipeline("app", { on: [push()], jobs: [unit] });
`;

/** A folder with nothing but a pipeline.ts, removed when the test ends. */
export async function folderWith(pipeline: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "pipeline.ts"), pipeline);
  return folder;
}
