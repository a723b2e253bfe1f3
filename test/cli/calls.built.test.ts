import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { call, callPipeline, job, pipeline, push, runFacts, sh } from "waybill";

const image = "busybox:1.36";
const called = call({ inputs: { name: { type: "string" }, times: { type: "number", default: 2 } } });
const greet = job("greet", { image, steps: [sh\`echo "\${called.inputs.times} times \${called.inputs.name} by \${runFacts.event}"\`] });
const pushed = job("pushed", { image, needs: [greet], steps: [sh\`echo never\`], when: (run) => run.event === "push" });
export const greeting = pipeline("greeting", { on: [called, push()], jobs: [greet, pushed] });

const who = job("who", { image, outputs: ["name"], steps: [sh\`echo "name=Ada's cat" >> "$WAYBILL_OUTPUT"\`] });
const hello = callPipeline("hello", { pipeline: greeting, inputs: { name: who.outputs.name } });
const bye = callPipeline("bye", { pipeline: greeting, inputs: { name: "all", times: 1 }, needs: [hello] });
const last = job("last", { image, needs: [bye], steps: [sh\`echo at last\`] });

export default pipeline("app", { on: [push()], jobs: [last] });
`;

describe("a pipeline that calls another", () => {
  it("runs the other's jobs, with what it gives them, before what waits for them", async () => {
    const cwd = await folderWith(PIPELINE);
    const run = (...args: string[]) => waybill(["run", "pipeline.ts", "--executor", "host", ...args], { cwd });
    const { exitCode, stdout, stderr } = await run("--reporter", "plain");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n").filter((line) => /\| (\d|at|never)/.test(line));
    expect(lines.map((line) => line.replace(/ +/g, " "))).toEqual([
      "hello-greet | 2 times Ada's cat by call",
      "bye-greet | 1 times all by call",
      "last | at last",
    ]);
    expect((await run("--pipeline", "greeting", "--event", "call", "--input", "name=me")).stdout).toContain(
      "2 times me",
    );
  });

  it("is told at the call of an input that is missing", async () => {
    const cwd = await folderWith(PIPELINE.replace('name: "all", times: 1', "times: 1"));
    const { exitCode, stderr } = await waybill(["check", "pipeline.ts"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Property 'name' is missing in type '{ times: number; }'");
    expect(stderr).toContain("at pipeline.ts:11:");
  });
});
