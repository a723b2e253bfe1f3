import { execFileSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../cli/folder.ts";
import { findProgram } from "../engine/machine/packages.mjs";
import { repository } from "../repository.ts";
import { terminal } from "./terminal.ts";

const run = [process.execPath, join(repository, "dist/cli.js"), "run", "pipeline.ts", "--executor", "host"];

/** `build` goes on when somebody has written to the pipe; `check` fails, `ship` would come after it. */
const pipelineOn = (pipe: string) =>
  `import { job, pipeline, push, sh } from "waybill";
const build = job("build", { image: "busybox:1.36", steps: [sh\`echo compiling a line that is much longer than any narrow window\`, sh\`cat ${pipe}\`] });
const check = job("check", { image: "busybox:1.36", needs: [build], steps: [sh\`echo 2 of 9 are wrong; exit 4\`] });
const ship = job("ship", { image: "busybox:1.36", needs: [check], steps: [sh\`echo shipped\`] });
export default pipeline("app", { on: [push()], jobs: [ship] });
`;

async function project(): Promise<{ readonly cwd: string; readonly pipe: string }> {
  const pipe = join(await folderWith(""), "pipe");
  execFileSync("mkfifo", [pipe]);
  return { cwd: await folderWith(pipelineOn(pipe)), pipe };
}

/** Lets the job that reads a pipe go on. */
const goOn = (pipe: string) => closeSync(openSync(pipe, "w"));

// The test set-up installs tmux where it can; in CI it must be there.
describe.skipIf(!findProgram("tmux") && !process.env.CI)("a run in a terminal", () => {
  it("shows a tree that moves, and what failed with its end and its line at last", { timeout: 120_000 }, async () => {
    const { cwd, pipe } = await project();
    const { screenWith } = await terminal(run, { cwd, columns: 90 });
    const moving = await screenWith("build", "compiling", "ship");
    expect(moving).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] build {2}\d/m);
    expect(moving).toMatch(/^└ · check$/m);
    expect(moving).toMatch(/^ {2}└ · ship$/m);
    goOn(pipe);
    const screen = await screenWith("ended with");
    expect(screen).toMatch(/^✔ build/m);
    expect(screen).toMatch(/^└ ✖ check/m);
    expect(screen).toMatch(/^ {2}└ ↷ ship {2}skipped$/m);
    expect(screen).toContain("check failed: step 1 exited with 4, $ ");
    expect(screen).toContain("2 of 9 are wrong");
    expect(screen).toContain("ended with 1");
    // The tree stands there once: every earlier picture of it was drawn over.
    expect(screen.match(/build/g)).toHaveLength(1);
  });

  it("fits into a narrow window that shows no more than ASCII", { timeout: 120_000 }, async () => {
    const { cwd, pipe } = await project();
    const { screenWith } = await terminal(["env", "TERM=linux", ...run], { cwd, columns: 32 });
    const moving = await screenWith("build", "compiling", "ship");
    expect(moving).toMatch(/^ {2}compiling a line that is mu.*~$/m);
    goOn(pipe);
    const screen = await screenWith("ended with");
    expect(screen).toMatch(/^\+ build/m);
    expect(screen).toMatch(/^`- x check/m);
    expect(screen).not.toMatch(/[^\x20-\x7e\n]/);
  });

  describe("that lacks a secret", () => {
    const SECRETS = `import { job, pipeline, push, secret, sh } from "waybill";
const one = job("one", { image: "busybox:1.36", env: { TOKEN: secret("TOKEN") }, steps: [sh\`test "$TOKEN" = hunter2-hunter2 && echo "it is $TOKEN"\`] });
const two = job("two", { image: "busybox:1.36", env: { TOKEN: secret("TOKEN"), OTHER: secret("OTHER") }, steps: [sh\`echo "$OTHER"\`] });
export default pipeline("app", { on: [push()], jobs: [one, two] });
`;

    it("asks for it, shows nothing of what is typed, and masks it", { timeout: 120_000 }, async () => {
      const { screenWith, press } = await terminal(run, { cwd: await folderWith(SECRETS), columns: 90 });
      await screenWith("the secret TOKEN, which one is given (it is not shown, nor kept):");
      await press("hunter2-hunterr");
      await press("BSpace");
      await press("2");
      await press("Enter");
      await screenWith("the secret OTHER, which two is given");
      await press("another-word");
      await press("Enter");
      const screen = await screenWith("ended with");
      expect(screen).toContain("2 succeeded");
      expect(screen).toContain("ended with 0");
      expect(screen).not.toMatch(/hunter|another/);
    });

    it("says what is missing when the prompt is given up, and asks for no more", { timeout: 120_000 }, async () => {
      const { screenWith, press } = await terminal(run, { cwd: await folderWith(SECRETS), columns: 120 });
      await screenWith("the secret TOKEN");
      await press("C-c");
      const screen = await screenWith("ended with");
      expect(screen).toContain("error WB4003");
      expect(screen).not.toContain("OTHER, which two is given");
      expect(screen).toContain("ended with 2");
    });

    it.each([
      ["in CI", ["env", "CI=true", ...run]],
      ["where programs read along", [...run, "--reporter", "json"]],
      ["where another job cannot run at all", [...run, "--secret-file", "none"]],
    ])("asks nobody %s", { timeout: 120_000 }, async (_, command) => {
      const { screenWith } = await terminal(command, { cwd: await folderWith(SECRETS), columns: 120 });
      const screen = await screenWith("ended with");
      expect(screen).toMatch(/error WB(4003|1903)/);
      expect(screen).not.toContain("it is not shown");
    });
  });

  it("is stopped by Ctrl-C, and says so", { timeout: 120_000 }, async () => {
    const { cwd } = await project();
    const { screenWith, press } = await terminal(run, { cwd, columns: 90 });
    await screenWith("build", "compiling");
    await press("C-c");
    const screen = await screenWith("ended with");
    expect(screen).toMatch(/^⊘ build {2}.*cancelled$/m);
    expect(screen).toContain("ended with 1");
  });
});
