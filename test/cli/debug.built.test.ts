import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybillInTerminal } from "./pty.ts";
import { waybill } from "./waybill.ts";

const TREE = "find . -type f | sort | xargs sha256sum | sha256sum | cut -c 1-12";

const PIPELINE = `import { job, pipeline, push, secret, secretFile, sh, step } from "waybill";

const unit = job("unit", { image: "busybox:1.36", env: { TOKEN: secret("TOKEN"), KEY: secretFile("KEY") }, steps: [
  step("make", sh\`echo one > made.txt; echo two > also.txt\`),
  step("test", sh\`echo tree $(${TREE}); cat made.txt; echo spoiled > made.txt; rm also.txt; exit 3\`),
  step("last", sh\`echo tree $(${TREE}); cat made.txt\`),
] });
const side = job("side", { image: "busybox:1.36", steps: [sh\`echo beside\`] });

export default pipeline("app", { on: [push()], jobs: [unit, side] });
`;

async function place() {
  const [cwd, outside] = [await folderWith(PIPELINE), await folderWith("")];
  const env = {
    XDG_STATE_HOME: join(outside, "s"),
    WAYBILL_CACHE: join(outside, "c"),
    TOKEN: "hunter2-hunter2",
    KEY: "opensesame-opensesame",
  };
  const edit = async (from: string, to: string) => {
    const file = join(cwd, "pipeline.ts");
    await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
  };
  return { cwd, env, edit };
}

const HOST = ["run", "--executor", "host", "--reporter", "plain"];
const trees = (text: string) => [...text.matchAll(/tree ([0-9a-f]{12})/g)].map(([, digest]) => digest);

describe("a run that holds where a step fails", () => {
  it("opens a shell in the job, and runs the edited step again in the tree as it was", async () => {
    const { cwd, env, edit } = await place();
    const run = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
    const shown = await run.until("unit:2> ");
    expect(shown).toContain("unit held: step 2 (test) exited with 3  pipeline.ts:5");
    expect(shown).toContain("to look into it from another terminal: waybill shell unit");
    run.type("shell\r");
    await run.until(/a shell in unit[\s\S]*\$ /);
    run.type("echo $((40 + 2)) $(cat made.txt) $TOKEN\r");
    await run.until("42 spoiled [masked]");
    run.type("exit\r");
    await run.until(/the shell has ended[\s\S]*unit:2> /);
    await edit("rm also.txt; exit 3", "true");
    run.type("retry\r");
    expect(await run.until("succeeded in ")).toContain("the step as pipeline.ts:5 has it now");
    expect(await run.exited).toBe(0);
    const seen = run.seen();
    expect(seen).not.toContain("hunter2");
    expect(seen).toContain("side | beside");
    const [first, again] = trees(seen);
    expect(again).toBe(first);
  });

  it("goes on as if it had succeeded, and goes back", async () => {
    const { cwd, env } = await place();
    const run = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
    await run.until("unit:2> ");
    run.type("back 1\r");
    await run.until("unit:1> ");
    run.type("shell\r");
    await run.until(/a shell in unit[\s\S]*\$ /);
    run.type("ls -a | grep -c made; exit\r");
    await run.until(/\n0\n[\s\S]*unit:1> /);
    run.type("continue\r");
    await run.until("unit:2> ");
    run.type("skip\r");
    await run.until(/spoiled[\s\S]*succeeded in /);
    expect(await run.exited).toBe(0);
  });

  it("fails by continue, and stops by quit or Ctrl-C", async () => {
    const { cwd, env } = await place();
    const run = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
    await run.until("unit:2> ");
    run.type("nonsense\rhelp\r");
    expect(await run.until(/detach[\s\S]*unit:2> /)).toContain('there is no command "nonsense"; help lists them');
    run.type("continue\r");
    await run.until("step 2 exited with 3");
    expect(await run.exited).toBe(1);
    for (const key of ["quit\r", "\u0003"]) {
      const stopped = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
      await stopped.until("unit:2> ");
      stopped.type(key);
      await stopped.until("cancelled");
      expect(await stopped.exited).toBe(1);
    }
  });

  it("keeps no result that a person has made", async () => {
    const { cwd, env, edit } = await place();
    await edit('env: { TOKEN: secret("TOKEN"), KEY: secretFile("KEY") }', 'inputs: ["pipeline.ts"]');
    const run = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
    await run.until("unit:2> ");
    run.type("skip\r");
    expect(await run.exited).toBe(0);
    const again = await waybill(HOST, { cwd, env });
    expect(again.stdout).toContain("step 2 exited with 3");
  });

  it("says why an edit cannot be used", async () => {
    const { cwd, env, edit } = await place();
    const run = waybillInTerminal([...HOST, "--break", "failure"], { cwd, env });
    await run.until("unit:2> ");
    await edit("exit 3", "exit 3`, 1, sh`");
    run.type("retry\r");
    expect(await run.until("unit:2> ")).toMatch(/WB\d{4}/);
    await edit("exit 3`, 1, sh`", "exit 3");
    await edit('step("test", sh`', 'step("test", sh`echo ${secret("OTHER")}; ');
    run.type("retry\r");
    await run.until("the step names the secret OTHER, which this run does not mask");
    run.type("quit\r");
    await run.exited;
  });
});

describe("breakpoints", () => {
  it("hold before a step, by number or name", async () => {
    const { cwd, env } = await place();
    for (const step of ["3", "last"]) {
      const run = waybillInTerminal([...HOST, "--break", `unit:${step}`, "--break", "failure"], { cwd, env });
      await run.until("unit:2> ");
      run.type("skip\r");
      expect(await run.until("unit:3> ")).toContain("held before step 3 (last)");
      run.type("continue\r");
      await run.until("succeeded in ");
      expect(await run.exited).toBe(0);
    }
  });

  it("are refused where the pipeline has no such place, and beside a deploy", async () => {
    const { cwd, env } = await place();
    const refused = async (...args: readonly string[]) => (await waybill([...HOST, ...args], { cwd, env })).stderr;
    expect(await refused("--break", "untt")).toMatchInlineSnapshot(`
      "error WB4120: \`--break untt\`: the pipeline has no job \`untt\`
        remedy: did you mean unit? If not, name a job of the pipeline, a job and a step as JOB:STEP, or \`failure\`; "waybill plan" lists the jobs"
    `);
    expect(await refused("--break", "unit:4")).toMatchInlineSnapshot(`
      "error WB4122: \`--break unit:4\`: \`unit\` has no such step
        at pipeline.ts:3:14
        > 3 | const unit = job("unit", { image: "busybox:1.36", env: { TOKEN: secret("TOKEN"), KEY: secretFile("KEY") }, steps: [
            |              ^^^
        remedy: name one of its steps by number or name: 1 make, 2 test, 3 last"
    `);
    expect(await refused("--break", "unit", "--approve", "unit")).toMatchInlineSnapshot(`
      "error WB4018: --approve unit does not name a job that waits for a person
        remedy: leave --approve out: no job waits for it

      error WB4123: \`--break\` cannot be used together with \`--approve unit\`
        remedy: remove one of them: debug with --break first, and deploy in a separate run"
    `);
  });
});

describe("a failed job, after its run", () => {
  it("is entered with its files, until the next run or clean", async () => {
    const { cwd, env } = await place();
    await waybill(HOST, { cwd, env });
    const shell = waybillInTerminal(["shell", "unit"], { cwd, env });
    expect(await shell.until(/a shell in unit[\s\S]*\$ /)).toMatch(
      /unit failed in the run \w+: step 2 \(test\) exited with 3/,
    );
    shell.type("cat made.txt; echo $TOKEN; cat $KEY; echo; ls also.txt; exit\r");
    expect(await shell.until("the shell has ended")).toMatch(/\nspoiled\n(\[masked\])+\n(\[masked\])+\n.*No such file/);
    await shell.exited;
    const { TOKEN: _, ...without } = env;
    const other = waybillInTerminal(["shell"], { cwd, env: without });
    await other.until(/the secret TOKEN has no value here[\s\S]*\$ /);
    other.type("exit\r");
    await other.exited;
    const files = await readdir(join(env.WAYBILL_CACHE, "failed"), { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), "utf8"));
    expect((await Promise.all(texts)).join("")).not.toMatch(/hunter2|opensesame/);
    await waybill([...HOST, "--job", "side"], { cwd, env });
    const nobody = waybillInTerminal(["shell", "unit"], { cwd, env });
    await nobody.until("WB4124");
    await waybill(HOST, { cwd, env });
    const clean = await waybill(["clean", "--cache"], { cwd, env: { ...env, DOCKER_HOST: "unix:///nonexistent" } });
    expect(clean.stdout).toContain("removed 1 failed job");
  });
});

describe("another terminal", () => {
  it("enters a job that holds in a run without a terminal, and decides", async () => {
    const { cwd, env } = await place();
    const running = waybill([...HOST, "--break", "failure"], { cwd, env });
    await expect
      .poll(() => waybill(["logs", "--root", cwd], { cwd, env }).then(({ stdout }) => stdout))
      .toContain("tree");
    await expect.poll(async () => (await waybill(["shell", "unit"], { cwd, env })).stderr).toContain("WB4126");
    const other = waybillInTerminal(["shell", "unit"], { cwd, env });
    await other.until(/a shell in unit[\s\S]*\$ /);
    const third = waybillInTerminal(["shell", "unit"], { cwd, env });
    expect(await third.until("somebody is at it")).toContain("WB4125");
    other.type("cat made.txt; echo $TOKEN; exit\r");
    expect(await other.until("unit:2> ")).toMatch(/spoiled\n\[masked\]/);
    other.type("skip\r");
    expect(await other.exited).toBe(0);
    const { stdout, exitCode } = await running;
    expect(exitCode).toBe(0);
    expect(stdout).toContain("waybill shell unit");
    const nobody = waybillInTerminal(["shell"], { cwd, env });
    await nobody.until("WB4124");
  });
});
