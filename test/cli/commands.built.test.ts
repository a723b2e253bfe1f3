import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

describe("every command", () => {
  it.each([[], ["check"], ["compile"], ["run"], ["graph"], ["deploy"], ["verify"], ["clean"], ["explain"]])(
    "tells what it takes: %s --help",
    async (...args) => {
      const { exitCode, stdout } = await waybill([...args, "--help"]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^Usage: waybill/);
    },
  );

  it.each([
    [["bogus"], "error: unknown command 'bogus'"],
    [["compile", "pipeline.ts"], "error: required option '-t, --target <name>' not specified"],
    [["compile", "pipeline.ts", "--target", "jenkins"], "Allowed choices are gitlab, github, graph."],
    [["run", "pipeline.ts", "--executor", "vm"], "Allowed choices are docker, host."],
    [["run", "pipeline.ts", "--concurrency", "0"], "give a whole number from 1."],
    [["run", "pipeline.ts", "--input", "level"], "give a name and a value, as in level=debug."],
    [["run", "pipeline.ts", "--input", "a=b"], "error WB4053: inputs are only for runs that are started by hand"],
    [
      ["run", "pipeline.ts", "--event", "manual"],
      "error WB2313: the pipeline `app` has no trigger for the event `manual`",
    ],
    [["run", "pipeline.ts", "--sign-key", "nope"], "error WB5045: cannot use the key `nope`"],
    [["deploy", "pipeline.ts", "--to", "production"], "error: required option '--image <reference>' not specified"],
    [["deploy", "pipeline.ts", "--image", "a", "--to", "b"], "remedy: it deploys nothing"],
    [["verify", "pipeline.ts"], "error: missing required argument 'reference'"],
    [["explain", "WB9999"], "there is no diagnostic WB9999"],
    [["check", "nope.ts"], "error WB1001: file `nope.ts` does not exist"],
    [["run", "nope.json"], "error WB1001: file `nope.json` does not exist"],
    [["graph", "nope.ts"], "error WB1001: file `nope.ts` does not exist"],
  ])("exits with 2 when called wrongly: %s", async (args, message) => {
    const folder = await folderWith(HELLO);
    const { exitCode, stdout, stderr } = await waybill(args, { cwd: folder });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });

  it("explains every diagnostic", async () => {
    const { exitCode, stdout } = await waybill(["explain", "wb2001"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^error WB2001: .+\n\n.{40}.+\n\nremedy: .+$/s);
  });
});

describe("waybill compile", () => {
  it("writes the provider's file where the provider looks for it", async () => {
    const folder = await folderWith(HELLO);
    const { exitCode, stderr } = await waybill(["compile", "pipeline.ts", "--target", "github"], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stderr).toBe("wrote .github/workflows/app.yml");
    expect(await readFile(join(folder, ".github/workflows/app.yml"), "utf8")).toContain("echo ok");
  });

  it("gives the same bytes each time, and prints them with --out -", async () => {
    const folder = await folderWith(HELLO);
    const print = () => waybill(["compile", "pipeline.ts", "--target", "gitlab", "--out", "-"], { cwd: folder });
    const [first, second] = [await print(), await print()];
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain("echo ok");
    expect(second.stdout).toBe(first.stdout);
    expect(await readdir(folder)).not.toContain(".gitlab-ci.yml");
  });

  it("leaves the file as it was when the pipeline is wrong", async () => {
    const folder = await folderWith(HELLO.replace("[unit]", "[units]"));
    await writeFile(join(folder, ".gitlab-ci.yml"), "before\n");
    const { exitCode, stderr } = await waybill(["compile", "pipeline.ts", "--target", "gitlab"], { cwd: folder });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error WB1\d{3}: .*units/);
    expect(stderr).toContain("at pipeline.ts:5:55");
    expect(await readFile(join(folder, ".gitlab-ci.yml"), "utf8")).toBe("before\n");
  });

  it("says that a file cannot be written, and leaves nothing beside it", async () => {
    const folder = await folderWith(HELLO);
    await mkdir(join(folder, "taken"));
    const args = ["compile", "pipeline.ts", "--target", "gitlab", "--out", "taken"];
    const { exitCode, stderr } = await waybill(args, { cwd: folder });
    expect(stderr).toContain("error WB1901: cannot write `taken`: ");
    expect(exitCode).toBe(3);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("with --check exits with 1 and shows the difference when the file is out of date", async () => {
    const folder = await folderWith(HELLO);
    const check = () => waybill(["compile", "pipeline.ts", "--target", "gitlab", "--check"], { cwd: folder });
    await waybill(["compile", "pipeline.ts", "--target", "gitlab"], { cwd: folder });
    expect(await check()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    await writeFile(join(folder, "pipeline.ts"), HELLO.replace("echo ok", "echo fine"));
    const { exitCode, stdout, stderr } = await check();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^-.*echo ok.*\n\+.*echo fine/m);
    expect(stderr).toContain("error WB1902: `.gitlab-ci.yml` differs from what the pipeline compiles to");
    expect(stderr).toContain("run `waybill compile pipeline.ts --target gitlab` and commit the result");
  });
});

describe("waybill run", () => {
  it("refuses what needs an engine before anything starts, on the host executor", async () => {
    const pipeline = HELLO.replace(`pipeline, push`, "buildImage, pipeline, push")
      .replace("export", `const app = buildImage("app", { repository: "registry.example.com/app" });\nexport`)
      .replace("[unit]", "[unit, app]");
    const folder = await folderWith(pipeline);
    const { exitCode, stdout, stderr } = await waybill(["run", "pipeline.ts", "--executor", "host"], { cwd: folder });
    expect(stderr).toMatch(/^error WB4004: .*app.*builds an image/);
    expect(stderr).toContain("at pipeline.ts:5:13");
    expect(stdout).toBe("");
    expect(exitCode).not.toBe(0);
  });

  it("fails with 1, says first what failed, and stops what depends on it", async () => {
    const jobs = `const bad = job("bad", { image: "busybox:1.36", steps: [sh\`echo broken; exit 7\`] });
const after = job("after", { image: "busybox:1.36", needs: [bad], steps: [sh\`echo never\`] });
export`;
    const folder = await folderWith(HELLO.replace("export", jobs).replace("[unit]", "[unit, bad, after]"));
    const { exitCode, stdout } = await waybill(["run", "pipeline.ts", "--executor", "host"], { cwd: folder });
    expect(stdout).toContain("unit  | ok");
    expect(stdout).toContain("bad failed: step 1 exited with 7, $ echo broken; exit 7 (pipeline.ts:5:57)\n  | broken");
    expect(stdout).not.toMatch(/\| never/);
    expect(stdout).toMatch(/failed in \d+\.\ds: 1 failed, 1 succeeded, 1 skipped$/);
    expect(exitCode).toBe(1);
  });

  it("gives the inputs of a run by hand to its jobs, whatever they hold", async () => {
    const trigger = `const byHand = manual({ inputs: { note: { type: "string" } } });\nconst unit`;
    const pipeline = HELLO.replace("push, sh", "manual, sh")
      .replace("const unit", trigger)
      .replace("push()", "byHand")
      .replace("echo ok", `echo "<\${byHand.inputs.note}>"`);
    const folder = await folderWith(pipeline);
    // The only event of the pipeline needs not to be named.
    const args = ["run", "pipeline.ts", "--executor", "host"];
    const { exitCode, stdout, stderr } = await waybill([...args, "--input", "note=a=b $HOME"], { cwd: folder });
    expect(stderr).toBe("");
    expect(stdout).toContain("unit | <a=b $HOME>");
    expect(exitCode).toBe(0);
  });

  it("runs as an event that starts the pipeline, and as no other", async () => {
    const pipeline = HELLO.replace("push, sh", "call, schedule, sh").replace("push()", 'schedule("0 3 * * *"), call()');
    const folder = await folderWith(pipeline);
    const run = (...args: string[]) => waybill(["run", "pipeline.ts", "--executor", "host", ...args], { cwd: folder });
    const { exitCode, stderr } = await run();
    expect([exitCode, stderr]).toEqual([
      2,
      `error WB2313: the pipeline \`app\` has no trigger for the event \`push\`, so a provider would not run it
  at pipeline.ts:5:16
  > 5 | export default pipeline("app", { on: [schedule("0 3 * * *"), call()], jobs: [unit] });
      |                ^^^^^^^^
  remedy: run it as --event schedule or --event call, or add a trigger for the event to its \`on\``,
    ]);
    expect((await run("--event", "schedule")).exitCode).toBe(0);
  });

  it("names the secret that is missing, and reads secrets from a file", async () => {
    const pipeline = HELLO.replace("sh }", "secret, sh }").replace(
      "[sh`echo ok`]",
      "[sh`test ${secret('TOKEN')} = s3cret-value`]",
    );
    const folder = await folderWith(pipeline);
    const run = (...args: string[]) => waybill(["run", "pipeline.ts", "--executor", "host", ...args], { cwd: folder });
    const without = await run();
    expect(without.stderr).toMatch(/^error WB4003: .*TOKEN/);
    expect(without.exitCode).not.toBe(0);
    await writeFile(join(folder, "secrets"), "# for the tests\nTOKEN='s3cret-value'\n");
    expect((await run("--secret-file", "secrets")).exitCode).toBe(0);
    const wrong = await run("--secret-file", "nope");
    expect(wrong.stderr).toContain("error WB1903: cannot read the secrets in `nope`");
    expect(wrong.exitCode).toBe(2);
  });
});

describe("waybill graph", () => {
  it("prints Mermaid, and writes SVG", async () => {
    const folder = await folderWith(HELLO);
    const { stdout } = await waybill(["graph", "pipeline.ts"], { cwd: folder });
    expect(stdout).toBe('flowchart LR\n  subgraph s0["test"]\n    j0["unit"]\n  end');
    const { exitCode, stderr } = await waybill(["graph", "pipeline.ts", "--out", "graph.svg"], { cwd: folder });
    expect(stderr).toBe("wrote graph.svg");
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, "graph.svg"), "utf8")).toMatch(
      /^<svg .*<title>unit \(script\)<\/title>.*<\/svg>\n$/s,
    );
  });

  it("writes what the ending of the file says, and refuses pixels and unknown endings", async () => {
    const folder = await folderWith(HELLO);
    for (const [name, begin] of [
      ["a.mmd", "flowchart LR"],
      ["a.md", "```mermaid\nflowchart LR"],
      ["a.dot", 'digraph "app" {'],
      ["a.GV", 'digraph "app" {'],
      ["a.html", "<!doctype html>"],
    ] as const) {
      expect((await waybill(["graph", "--out", name], { cwd: folder })).exitCode).toBe(0);
      expect(await readFile(join(folder, name), "utf8")).toContain(begin);
    }
    const png = await waybill(["graph", "--out", "a.png"], { cwd: folder });
    expect(png.exitCode).toBe(2);
    expect(png.stderr).toContain(
      "error WB4130: `a.png`: `waybill graph` does not write pixel images\n  remedy: write a.svg",
    );
    const other = await waybill(["graph", "--out", "picture"], { cwd: folder });
    expect(other.stderr).toContain("error WB4131: `picture`: its ending does not name a format");
    expect(other.stderr).toContain("for example picture.svg");
  });
});
