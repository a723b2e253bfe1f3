import { describe, expect, it } from "vitest";
import { scriptText } from "../../../compiler/lowering/shell/dedent.ts";
import { type Interpolation, render } from "../../../compiler/lowering/shell/render.ts";

const variable = (name: string): Interpolation => ({ kind: "variable", name: () => name });

function rendered({ raw }: TemplateStringsArray, ...values: readonly (string | number | Interpolation)[]) {
  const interpolations = values.map(
    (one): Interpolation => (typeof one === "object" ? one : { kind: "text", text: String(one) }),
  );
  const { script, refusals } = render(scriptText(raw), interpolations, () => "TEXT_1");
  return refusals.length > 0 ? refusals.map(({ index, where }) => `${index}: ${where}`) : script;
}

it("quotes a text outside quotes, and numbers too: 2>file would be a redirection", () => {
  expect(rendered`echo ${"it's"} ${2}>file`).toBe(`echo 'it'\\''s' '2'>file`);
});

it("escapes a text inside double quotes", () => {
  expect(rendered`echo "a ${'$x "`\\'} b"`).toBe('echo "a \\$x \\"\\`\\\\ b"');
});

it("closes, inserts and reopens single quotes", () => {
  expect(rendered`echo 'a ${"it's"} ${variable("V")}'`).toBe(`echo 'a it'\\''s '"\${V}"''`);
});

it("keeps a name before the value from going on into it", () => {
  expect(rendered`echo "$FOO${"BAR"}" "$${"HOME"}" $${"x"}`).toBe(`echo "$FOO""BAR" "\\$HOME" \\$'x'`);
});

it("reads variables inside quotes and out", () => {
  expect(rendered`echo ${variable("A")} "b ${variable("B")} $${variable("C")}"`).toBe('echo "${A}" "b ${B} \\$${C}"');
});

it("follows command substitutions", () => {
  expect(rendered`echo "$(echo ${"y"} '${"z"}' "${"w"}")"`).toBe(`echo "$(echo 'y' 'z' "w")"`);
});

it("carries a text into a here-document by a variable, so that no line of it can end the document", () => {
  expect(rendered`cat <<END
${"END\necho no"}
END
echo ${"after"}`).toBe("cat <<END\n${TEXT_1}\nEND\necho 'after'");
});

it("makes one line of a text in a comment", () => {
  expect(rendered`true # ${"a\nrm -rf ."}
echo ${"it"}`).toBe("true # a rm -rf .\necho 'it'");
});

it("puts whole numbers into arithmetic, and nothing else", () => {
  expect(rendered`echo $((2 - ${-1}))`).toBe("echo $((2 - (-1)))");
  expect(rendered`echo $((${"a[$(id)]"} + ${variable("V")}))`).toEqual([
    "0: inside $((...)) unless it is a whole number known now",
    "1: inside $((...)) unless it is a whole number known now",
  ]);
});

it.each([
  ["backticks", rendered`echo \`date ${"x"}\``, "inside backticks"],
  ["a parameter's default", rendered`echo "\${HOME:-${"x"}}"`, "inside \\${...}"],
  ["ANSI-C quotes", rendered`echo $'a${"x"}'`, "inside $'...'"],
  [
    "a literal here-document",
    rendered`cat <<'END'
${"x"}
END`,
    "inside a here-document whose delimiter is quoted",
  ],
  ["a case in a substitution", rendered`echo $(case x in x) echo ${"y"};; esac)`, "after a case inside $(...)"],
  ["a delimiter", rendered`cat <<${"x"}`, "after a here-document that begins where it cannot be followed"],
  [
    "an arithmetic command",
    rendered`(( x = ${variable("V")} ))`,
    "inside $((...)) unless it is a whole number known now",
  ],
])("refuses %s", (_name, got, where) => {
  expect(got).toEqual([`0: ${where}`]);
});

it("reads the script as it is written, but for the backslashes that TypeScript asks for", () => {
  expect(rendered`printf '%s\n' "\${HOME}" \`date\` \\ $\{USER}`).toBe(
    "printf '%s\\n' \"${HOME}\" `date` \\\\ ${USER}",
  );
});

it("takes off the common indentation, and keeps the rest", () => {
  expect(rendered`
    if true; then
      echo ${"a"}
    fi

    echo b
  `).toBe("if true; then\n  echo 'a'\nfi\n\necho b");
  expect(rendered`echo a
    echo b`).toBe("echo a\necho b");
});

describe("words that another interpreter reads as code", () => {
  const refused = ["0: in the text of a program that another interpreter reads"];

  it("take no variable", () => {
    const value = variable("RUN_BRANCH");
    expect(rendered`sh -c "echo ${value}"`).toEqual(refused);
    expect(rendered`true && exec /bin/bash -euc 'echo ${value}'`).toEqual(refused);
    expect(rendered`eval echo ${value}`).toEqual(refused);
    expect(rendered`node -e "console.log('${value}')"`).toEqual(refused);
    expect(rendered`python3 -c "$(cat ${value})"`).toEqual(refused);
  });

  it("take a text, which is the author's own, and variables as arguments", () => {
    expect(rendered`sh -c "echo ${"x"}"`).toBe('sh -c "echo x"');
    expect(rendered`sh -c 'echo "$1"' sh ${variable("V")}`).toBe(`sh -c 'echo "$1"' sh "\${V}"`);
    expect(rendered`sh -c true; echo ${variable("V")}`).toBe('sh -c true; echo "${V}"');
    expect(rendered`grep -c ${variable("V")} file`).toBe('grep -c "${V}" file');
  });
});
