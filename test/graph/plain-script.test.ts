import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainArgv } from "../../compiler/graph/plain-script.ts";
import { stepScript } from "../../compiler/targets/shell/step.ts";

/** A folder of programs without bash, so that the script falls back to `sh`. */
const folder = mkdtempSync(join(tmpdir(), "waybill-plain-"));
for (const program of ["sh", "cat", "true", "false"]) {
  symlinkSync(execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim(), join(folder, program));
}
afterAll(() => rmSync(folder, { recursive: true }));

const scripts = {
  "goes on where a variable is not set": { script: 'echo "a${MISSING}b"', output: "ab\n", status: 0 },
  "stops at the first command that fails": { script: "echo first\nfalse\necho never", output: "first\n", status: 1 },
  "shares its state between lines": { script: 'x=1\ncd /\necho "$x $PWD"', output: "1 /\n", status: 0 },
  "keeps its quotes": { script: `echo "it's" '$5' \\\\`, output: "it's $5 \\\n", status: 0 },
};

describe.each([
  ["bash", process.env.PATH!],
  ["sh", folder],
])("a plain script in %s", (_, PATH) => {
  it.each(Object.entries(scripts))("%s", (_name, { script, output, status }) => {
    const [program, ...args] = plainArgv({ script });
    const run = spawnSync(program!, args, { env: { PATH }, encoding: "utf8" });
    expect([run.stdout, run.status]).toEqual([output, status]);
  });

  it.each(Object.entries(scripts))("%s in an emitted file", (_name, { script, output, status }) => {
    const text = stepScript({ kind: "shell", script, plain: true }, "sh");
    const run = spawnSync("sh", ["-euc", text], { env: { PATH }, encoding: "utf8" });
    expect([run.stdout, run.status]).toEqual([output, status]);
  });
});

it("stops where a part of a pipe fails, in bash", () => {
  const [program, ...args] = plainArgv({ script: "false | cat\necho never" });
  expect(spawnSync(program!, args, { encoding: "utf8" }).stdout).toBe("");
});
