import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { dockerExecutor } from "../../runtime/executors/docker/index.ts";
import { run } from "../../runtime/index.ts";
import { LONGEST_LINE } from "../../runtime/log/lines.ts";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../runtime/graphs.ts";

const LENGTH = 1_000_000_000;

describeDocker("a line of a gigabyte", ({ socketPath }) => {
  it("comes through a container in parts, whole, and takes no more memory than a short one", async () => {
    const root = mkdtempSync(join(tmpdir(), "soak-line-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const before = process.memoryUsage().rss;
    let [length, longest, most] = [0, 0, 0];
    const script = `head -c ${LENGTH} /dev/zero | tr '\\000' x`;
    const outcome = await run(graphOf(scriptJob("a", { timeout: 1000, steps: [step(script)] })), {
      ...{ root, facts, secrets: () => undefined },
      executor: dockerExecutor({ address: `unix://${socketPath}`, folder: join(root, ".work") }),
      reporter(event) {
        if (event.type !== "log") return;
        length += event.line.length;
        longest = Math.max(longest, event.line.length);
        most = Math.max(most, process.memoryUsage.rss() - before);
      },
    });
    expect(outcome.status).toBe("succeeded");
    expect({ length, longest }).toEqual({ length: LENGTH, longest: LONGEST_LINE });
    expect(most).toBeLessThan(200e6);
    await expectNothingLeft(outcome.run);
  });
});
