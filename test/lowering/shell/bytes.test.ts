import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOLE } from "../../../compiler/lowering/shell/lexer.ts";
import { type Interpolation, render } from "../../../compiler/lowering/shell/render.ts";

const SHELLS = ["/bin/sh", "/bin/bash"].filter((shell) => existsSync(shell));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
}

function run(shell: string, script: string, env: Readonly<Record<string, string>>): Outcome {
  const options = { env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", ...env }, encoding: "utf8" as const, cwd: "/" };
  const { status, stdout } = spawnSync(shell, ["-eu", "-c", script], { ...options, timeout: 10_000 });
  return { status, stdout };
}

/** Renders with half of the values as texts, half as variables; what is carried becomes a variable too. */
function prepared(text: string, values: readonly string[], asVariable: (index: number) => boolean) {
  const env: Record<string, string> = {};
  const interpolations = values.map((value, index): Interpolation => {
    if (!asVariable(index)) return { kind: "text", text: value };
    env[`V${index}`] = value;
    return { kind: "variable", name: () => `V${index}` };
  });
  const carry = (value: string) => {
    const name = `TEXT_${Object.keys(env).length}`;
    env[name] = value;
    return name;
  };
  return { ...render(text, interpolations, carry), env };
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        "$",
        "`",
        "\\",
        "\n",
        " ",
        "#",
        "(",
        ")",
        "{",
        "}",
        "!",
        "*",
        "~",
        ";",
        "&",
        "|",
        "<",
        ">",
        "=",
        "\t",
      ),
      fc.constantFrom("$HOME", "$(id)", "`id`", "EOF", "END", "\\n", "$'", "${x}", "--", "é", "\r", "a", "0", "😀"),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe.each(SHELLS)("%s", (shell) => {
  it("gives the program exactly the bytes, in every kind of quoting", () => {
    const frame = fc.constantFrom(
      [HOLE, ""],
      [`"${HOLE}"`, ""],
      [`'${HOLE}'`, ""],
      [`"$PRE${HOLE}"`, "pre"],
      [`$PRE${HOLE}`, "pre"],
      [`'$PRE'${HOLE}`, "$PRE"],
      [`"\\$${HOLE}"`, "$"],
      [`"$${HOLE}"`, "$"],
      [`$${HOLE}`, "$"],
      [`"\\\\${HOLE}"`, "\\"],
    ) as fc.Arbitrary<[string, string]>;
    const word = fc.tuple(frame, nasty);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 4095 }), (words, mask) => {
        const text = `printf '%s\\0' ${words.map(([[template]]) => template).join(" ")} # ${HOLE}\n: ${HOLE}`;
        const values = [...words.map(([, value]) => value), "comment\nexit 9", "end"];
        const { script, refusals, env } = prepared(text, values, (index) => ((mask >> index) & 1) === 1);
        expect(refusals).toEqual([]);
        const expected = words.map(([[, prefix], value]) => `${prefix}${value}\0`).join("");
        expect(run(shell, script, { ...env, PRE: "pre" })).toEqual({ status: 0, stdout: expected });
      }),
      { numRuns: 250 },
    );
  });

  it("gives a here-document exactly the bytes", () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 5 }), fc.boolean(), (values, variables) => {
        const text = `cat <<END; printf '%s' ${HOLE}\n${values.map(() => `${HOLE}\n$${HOLE}`).join("\n")}\nEND\nprintf '%s' "${HOLE}"`;
        const all = ["first", ...values.flatMap((value) => [value, value]), "last"];
        const { script, refusals, env } = prepared(text, all, () => variables);
        expect(refusals).toEqual([]);
        const body = values.map((value) => `${value}\n$${value}\n`).join("");
        expect(run(shell, script, env)).toEqual({ status: 0, stdout: `${body}firstlast` });
      }),
      { numRuns: 120 },
    );
  });

  // Any script at all: with a harmless word in place of each value it must do the same as with the values put in by us.
  it("does the right thing in any script, or refuses", () => {
    const marker = "%m%";
    const piece = fc.constantFrom(
      ...["'", '"', "$", "`", "\\", "\n", " ", " ", "#", "(", ")", "{", "}", "$(", "$((", "${", "}", "))", "$'", ";"],
      ...[
        "<<E\n",
        "\nE\n",
        "<<'E'\n",
        // Not echo: whether that reads escapes in what it prints depends on the shell.
        "printf %s ",
        "printf %s a",
        "x",
        "$x",
        "${x}",
        "$$",
        "$#",
        "case x in x)",
        ";; esac",
        "\\\n",
        "<<-E",
        "&&",
      ],
      ...Array.from({ length: 12 }, () => HOLE),
    );
    const values = fc.array(nasty, { minLength: 20, maxLength: 20 });
    let compared = 0;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 12 }), values, fc.boolean(), (pieces, list, variables) => {
        const text = `printf '<%s>' ${pieces.join("")}`;
        const holes = text.split(HOLE).length - 1;
        if (holes === 0) return;
        const used = list.slice(0, holes);
        const { script, refusals, env } = prepared(text, used, () => variables);
        if (refusals.length > 0) return;
        const plain = text.replaceAll(HOLE, marker);
        const before = run(shell, plain, { x: "X" });
        if (before.status !== 0) return;
        const marked = prepared(
          text,
          used.map((_, index) => `%${index}%`),
          () => variables,
        );
        const numbered = run(shell, marked.script, { ...marked.env, x: "X" });
        // $$ differs from process to process.
        const pid = (output: string) => output.replaceAll(/\d{3,}/g, "PID");
        expect(pid(numbered.stdout.replaceAll(/%\d+%/g, marker))).toBe(pid(before.stdout));
        const expected = numbered.stdout.replaceAll(/%(\d+)%/g, (_, index: string) => used[Number(index)]!);
        const after = run(shell, script, { ...env, x: "X" });
        expect(pid(after.stdout)).toBe(pid(expected));
        compared += 1;
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
