import fc from "fast-check";
import { expect, it } from "vitest";
import { powerShellContexts, powerShellDouble, powerShellSingle } from "../../../compiler/lowering/shell/powershell.ts";

const kinds = (script: string) => powerShellContexts(script.replaceAll("@@", "\0")).map(({ kind }) => kind);

it("knows what a value stands in", () => {
  expect(kinds(`Copy-Item @@ 'a @@''b' "x @@ $(Get-Item @@) y"`)).toEqual(["bare", "single", "double", "bare"]);
  expect(kinds('$x = @"\na @@ "b" @@\n"@\nWrite-Host @@')).toEqual(["expandable", "expandable", "bare"]);
  expect(kinds("# @@\n<# @@\n@@ #> Write-Host (@@)")).toEqual(["comment", "comment", "comment", "bare"]);
  expect(kinds('Write-Host `" @@ `" @@')).toEqual(["bare", "bare"]);
});

it.each([
  ["a word that goes on", "tool --name=@@"],
  ["the name of a command", "@@ --version"],
  ["the name of a command after another", "a; & @@"],
  ["a literal here-string", "$x = @'\n@@\n'@"],
  ["code", 'Invoke-Expression "run @@"'],
  ["code of another shell", 'bash -c "run @@"'],
  ["what is not parsed", "tool --% @@"],
])("refuses a value as %s", (_, script) => {
  expect(kinds(script)).toEqual(["refused"]);
});

/** What PowerShell reads from a quoted text (about_Quoting_Rules), written from its grammar and not from the quoting. */
function readSingle(text: string): string | undefined {
  const read = /^'((?:[^'‘’‚‛]|(['‘’‚‛])['‘’‚‛])*)'$/u.exec(text)?.[1];
  return read?.replaceAll(/(['‘’‚‛])['‘’‚‛]/gu, "$1");
}

function readDouble(text: string): string | undefined {
  let read = "";
  for (let at = 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === "`") {
      at += 1;
      // Letters after a backtick are escapes of their own, which data never becomes.
      if (/[0abefnrtuv]/.test(text[at]!)) return undefined;
      read += text[at];
    } else if (char === "$") return undefined;
    else if ('"“”„'.includes(char)) return at === text.length - 1 ? read : undefined;
    else read += char;
  }
  return undefined;
}

it("quotes any text as data", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."ab `$'\"‘’‚‛“”„()\n;&|@#{}\\") });
  fc.assert(
    fc.property(texts, (text) => {
      expect(readSingle(`'${powerShellSingle(text)}'`)).toBe(text);
      expect(readDouble(`"${powerShellDouble(text)}"`)).toBe(text);
    }),
  );
});
