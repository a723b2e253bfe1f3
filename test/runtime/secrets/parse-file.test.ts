import { expect, it } from "vitest";
import { parseSecrets } from "../../../runtime/secrets/parse-file.ts";

const valuesOf = (text: string) => ({ ...parseSecrets(text).values });

it("takes all that is behind the first =, as docker does", () => {
  expect(valuesOf("PASSWORD=p4ss#word $HOME = x \r\nEMPTY=\n# no=comment\n\nFROM_ENVIRONMENT\n A=b\n")).toEqual({
    PASSWORD: "p4ss#word $HOME = x ",
    EMPTY: "",
    A: "b",
  });
});

it("takes values in quotes, over several lines too", () => {
  const key = "-----BEGIN KEY-----\nQk0=\n-----END KEY-----";
  expect(valuesOf(`KEY="${key}"\nONE='it is "so"' \nTWO="a\\nb \\"c\\" \\\\ \\d"\nTHREE=a"b\n`)).toEqual({
    KEY: key,
    ONE: 'it is "so"',
    TWO: 'a\nb "c" \\ \\d',
    THREE: 'a"b',
  });
});

it("leaves out a byte order mark", () => {
  expect(valuesOf("\ufeffA=1")).toEqual({ A: "1" });
});

it.each([
  ["A=1\nB='lone\nC=3\n", { line: 2, reason: "has a ' without its end" }],
  ['A="x\nB="y"\n', { line: 1, reason: 'has a " without its end' }],
  ["A=1\nexport B=2\n", { line: 2, reason: "is not NAME=value" }],
  ["1A=1", { line: 1, reason: "is not NAME=value" }],
])("names the line that is wrong, and nothing of its text", (text, problem) => {
  expect(parseSecrets(text).problem).toEqual(problem);
});

it("is no way into the prototype", () => {
  expect(Object.keys(parseSecrets("__proto__=x").values)).toEqual(["__proto__"]);
});
