import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import type { RunEvent } from "../../runtime/index.ts";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { folderWith } from "./folder.ts";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

describeDocker("Ctrl-C on a run in containers", ({ socketPath, images }) => {
  const pipeline = `import { job, pipeline, push, sh } from "waybill";
const deaf = job("deaf", { image: "${images.busybox}", steps: [sh\`trap '' TERM INT; echo begun; while :; do sleep 1; done\`] });
const last = job("last", { image: "${images.busybox}", needs: [deaf], finally: true, steps: [sh\`echo final\`] });
export default pipeline("app", { on: [push()], jobs: [deaf, last] });
`;

  /** Presses it so often: first when the job runs, then each time that the run has answered. */
  async function pressed(times: number) {
    const folder = await folderWith(pipeline);
    const env = { ...process.env, DOCKER_HOST: `unix://${socketPath}`, WAYBILL_CACHE: join(folder, "cache") };
    const args = [command, "run", "pipeline.ts", "--reporter", "json"];
    const child = spawn(process.execPath, args, {
      ...{ cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
      env: { ...env, XDG_STATE_HOME: join(folder, "state") },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let [out, err, sent] = ["", "", 0];
    const press = () => {
      if (sent < times) child.kill("SIGINT");
      sent += 1;
    };
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (sent === 0 && out.includes('"begun"')) press();
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
      if (sent === 1 && err.includes("press Ctrl-C again")) press();
    });
    const [exitCode] = (await once(child, "exit")) as [number];
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RunEvent);
    const started = events.find((event) => event.type === "run-started");
    const over = events.find((event) => event.type === "run-finished");
    const logs = events.flatMap((event) => (event.type === "log" ? [event.line] : []));
    await expectNothingLeft(started?.type === "run-started" ? started.run : "");
    return { exitCode, outcome: over?.type === "run-finished" ? over.outcome : undefined, logs };
  }

  it("once runs the final jobs, and leaves nothing", async () => {
    expect(await pressed(1)).toEqual({ exitCode: 1, outcome: "cancelled", logs: ["begun", "final"] });
  });

  it("twice kills what runs, runs nothing more, and leaves nothing", async () => {
    expect(await pressed(2)).toEqual({ exitCode: 1, outcome: "cancelled", logs: ["begun"] });
  });
});
