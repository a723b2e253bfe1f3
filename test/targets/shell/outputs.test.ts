import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outputStep } from "../../../compiler/targets/github/script.ts";
import { outputs } from "../../../compiler/targets/gitlab/script.ts";
import { parseOutputs } from "../../../runtime/executors/outputs.ts";
import { script } from "../graphs.ts";
import { runShell, SHELLS } from "./shells.ts";

const job = script("a", { outputs: ["one", "two"] });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-outputs-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Read = { readonly values: Readonly<Record<string, string>>; readonly log: string } | "fails";

/** What the jobs that need it get: GitLab's read the files with `cat` in a substitution. */
function onGitLab(argv: readonly string[], text: string): Read {
  writeFileSync(join(folder, "set"), text);
  const { status, stdout } = runShell(argv, `set -e\n${outputs(job, "set").join("\n")}`, { cwd: folder });
  if (status !== 0) return "fails";
  const files = job.outputs.map((name) => [name, readFileSync(join(folder, ".waybill/a", name), "utf8")] as const);
  return { values: Object.fromEntries(files.map(([name, value]) => [name, value.replace(/\n+$/, "")])), log: stdout };
}

/** What GitHub makes of the step's file: the runner's own reading, which `actions/runner` documents with its file commands. */
function onGitHub(argv: readonly string[], text: string): Read {
  writeFileSync(join(folder, "set"), text);
  writeFileSync(join(folder, "github"), "");
  const env = { WAYBILL_OUTPUT: join(folder, "set"), GITHUB_OUTPUT: join(folder, "github") };
  const { status, stdout } = runShell(argv, `set -eu\n${outputStep(job)[0]?.run}`, { cwd: folder, env });
  if (status !== 0) return "fails";
  const values: Record<string, string> = {};
  const lines = readFileSync(join(folder, "github"), "utf8").split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const many = /^([a-z]+)<<(.+)$/s.exec(line);
    const [, name, value] = /^([a-z]+)=(.*)$/s.exec(line) ?? [];
    if (many)
      values[many[1] as string] = lines
        .splice(0, lines.indexOf(many[2] as string) + 1)
        .slice(0, -1)
        .join("\n");
    else if (name) values[name] = value as string;
    else expect(line).toBe("");
  }
  return { values: { one: "", two: "", ...values }, log: stdout.replaceAll("::warning::The", "Warning: the") };
}

function locally(text: string): Read {
  const read = parseOutputs(text, job.outputs);
  if ("fault" in read) return "fails";
  const unset = job.outputs.filter((name) => !Object.hasOwn(read.outputs, name));
  const log = unset.map((name) => `Warning: the output ${name} is not set.\n`).join("");
  return { values: { one: "", two: "", ...read.outputs }, log };
}

const MANY = `one<<END
first = "$x"
two=taken for another output
  \`id\` \\

END
two=x=y<<z\r
other<<E
one=no
E
three=1
not a line
one=last
`;

describe.each(SHELLS)("outputs under %s", (_, argv) => {
  it("have many lines, of which none sets another output", () => {
    expect(locally(MANY)).toEqual({ values: { one: "last", two: "x=y<<z\r" }, log: "" });
    const kept = MANY.replace("one=last\n", "");
    expect(locally(kept)).toMatchObject({
      values: { one: 'first = "$x"\ntwo=taken for another output\n  `id` \\', two: "x=y<<z\r" },
    });
    for (const text of [MANY, kept, "two<<E\r\na\r\nE\r\n", "one<<E\n\nE", "one<<E\nE\n", "", "\n=x\n"]) {
      expect(onGitLab(argv, text)).toEqual(locally(text));
      expect(onGitHub(argv, text)).toEqual(locally(text));
    }
  });

  it("that are never set are said to be so", () => {
    expect(onGitLab(argv, "two=1\n")).toMatchObject({ log: "Warning: the output one is not set.\n" });
    expect(onGitHub(argv, "")).toEqual(locally(""));
  });

  it("fail the job where a value has no end, or they are more than 1 MiB", () => {
    const texts = ["one<<END\na\nEND \n", "one<<\n\n", "x<<A\none=1\n", `one=${"x".repeat(1 << 20)}\none=2\n`];
    for (const text of texts) {
      expect(onGitLab(argv, text)).toBe("fails");
      expect(onGitHub(argv, text)).toBe("fails");
    }
    expect(texts.slice(0, 3).map(locally)).toEqual(["fails", "fails", "fails"]);
  });

  it("are read alike everywhere", () => {
    const line = fc.constantFrom(
      "one=1",
      "two<<E",
      "one<<E",
      "E",
      "",
      "two=<<E",
      "x<<E=",
      "a\\n$x",
      "one<<",
      "two=  b ",
    );
    const file = fc.tuple(fc.array(line, { maxLength: 8 }), fc.boolean());
    fc.assert(
      fc.property(file, ([lines, isEnded]) => {
        const text = lines.join("\n") + (isEnded ? "\n" : "");
        expect(onGitLab(argv, text)).toEqual(locally(text));
        expect(onGitHub(argv, text)).toEqual(locally(text));
      }),
      { numRuns: 60 },
    );
  });
});
