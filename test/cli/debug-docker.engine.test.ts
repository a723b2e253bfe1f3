import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { describeDocker, expectNothingLeft } from "../engine/index.ts";
import { folderWith } from "./folder.ts";
import { waybillInTerminal } from "./pty.ts";

const TREE = "find . -type f -o -type l | sort | xargs sha256sum | sha256sum | cut -c 1-12";

describeDocker("waybill run --break, on an engine", ({ socketPath, images }) => {
  it("opens a shell in the job's container, and retries in the tree as it was", async () => {
    const pipeline = `import { job, pipeline, push, secret, secretFile, sh, step } from "waybill";

const unit = job("unit", { image: "${images.busybox}", env: { TOKEN: secret("TOKEN"), KEY: secretFile("KEY") }, steps: [
  step("make", sh\`echo one > made.txt; mkdir -p .hidden; ln -s made.txt link; touch /tmp/outside\`),
  step("test", sh\`echo tree $(${TREE}); echo spoiled > made.txt; rm -rf .hidden link; exit 3\`),
  step("last", sh\`cat made.txt\`),
] });

export default pipeline("app", { on: [push()], jobs: [unit] });
`;
    const [cwd, state] = [await folderWith(pipeline), await folderWith("")];
    await execa("git", ["init", "-q", "-b", "main"], { cwd });
    const env = {
      ...{ DOCKER_HOST: `unix://${socketPath}`, XDG_STATE_HOME: state, WAYBILL_CACHE: join(state, "cache") },
      ...{ TOKEN: "hunter2-hunter2", KEY: "opensesame-opensesame" },
    };
    const run = waybillInTerminal(["run", "--reporter", "plain", "--break", "failure"], { cwd, env });
    await run.until("unit:2> ");
    run.type("shell\r");
    await run.until(/a shell in unit[\s\S]*[$#] /);
    run.type("ls /tmp/outside; cat made.txt $KEY; echo; echo $TOKEN $((40 + 2)); exit 7\r");
    const shown = await run.until(/the shell has ended with 7[\s\S]*unit:2> /);
    expect(shown).toMatch(/\/tmp\/outside\nspoiled\n(\[masked\])+\n(\[masked\])+ 42\n/);
    run.type("back 1\r");
    await run.until("unit:1> ");
    run.type("shell\r");
    await run.until(/a shell in unit[\s\S]*[$#] /);
    run.type("ls -A | grep -v git; exit\r");
    expect(await run.until(/the shell has ended[\s\S]*unit:1> /)).toMatch(/\npipeline\.ts\nthe shell has ended/);
    run.type("continue\r");
    await run.until("unit:2> ");
    const file = join(cwd, "pipeline.ts");
    await writeFile(file, (await readFile(file, "utf8")).replace("exit 3", "true"));
    run.type("retry\r");
    await run.until(/spoiled[\s\S]*succeeded in /);
    expect(await run.exited).toBe(0);
    const seen = run.seen();
    expect(seen).not.toMatch(/hunter2|opensesame/);
    const trees = [...seen.matchAll(/\| tree ([0-9a-f]{12})/g)].map(([, digest]) => digest);
    expect(trees).toHaveLength(3);
    expect(new Set(trees).size).toBe(1);
    const journals = await readdir(join(state, "waybill"), { recursive: true });
    await expectNothingLeft(basename(journals.find((name) => name.endsWith(".events")) ?? "", ".events"));
  });
});
