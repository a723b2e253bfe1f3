import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { printYaml } from "../../compiler/targets/yaml.ts";
import { provide, type Tool } from "../conformance/judges/tool.ts";
import { GO_YAML, LIBYAML } from "./yaml-readers.ts";

const RUNS = Number(process.env.WAYBILL_PROPERTY_RUNS ?? 300);

/** Texts of what readers of YAML take in different ways. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."\u2028 \u2029 \u0085 \u007f \u0080 \u009f \ufeff \ufffe \uffff \u0000 \u0007 \u001b \u000b \u000c \u00a0 \u200b 😀 é".split(
          " ",
        ),
      ),
      fc.constantFrom("\n", "\r", "\r\n", "\t", " ", "  ", "\n\n", "\n  "),
      fc.constantFrom(
        ..."- : # ? & * ! | > % @ ` ' \" { } [ ] , = \\ ~ << --- ... null true yes on 0 1_0 0x1 0o7 1:30 1e3 .5 2024-01-01".split(
          " ",
        ),
      ),
      fc.constantFrom("a", "b: c", "image: evil", "key:", "word word", "#x", "\\u2028", "${{", "%TAG"),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const key = text.filter((one) => one !== "" && one !== "__proto__");

/** Content in each place that emitted files have. */
const content = fc.record({ key, value: text, item: text, line: text }).map(({ key: name, value, item, line }) => ({
  a: value,
  script: [line, item],
  [`k${name}`]: { inner: [item, value] },
  last: "end",
}));

const printed = (value: ReturnType<typeof contentOf>, version: "1.1" | "1.2") =>
  printYaml({ header: ["a header"], content: value, version, spaced: [] });
const contentOf = () => fc.sample(content, 1)[0]!;

const read = (path: string, documents: readonly string[]): readonly unknown[] =>
  JSON.parse(
    execFileSync(path, { input: JSON.stringify(documents), encoding: "utf8", maxBuffer: 1 << 30 }),
  ) as readonly unknown[];

it("prints texts that both versions of YAML read as they were", () => {
  fc.assert(
    fc.property(content, (value) => {
      expect(parse(printed(value, "1.1"), { version: "1.1" })).toEqual(value);
      expect(parse(printed(value, "1.2"), { version: "1.2" })).toEqual(value);
    }),
    { numRuns: RUNS },
  );
});

it.each<[string, Tool, readonly ("1.1" | "1.2")[]]>([
  ["libyaml", LIBYAML, ["1.1"]],
  ["Go's library", GO_YAML, ["1.1", "1.2"]],
])("prints what %s reads as it was, so that no text becomes a key", (_name, tool, versions) => {
  const provided = provide(tool);
  if ("missing" in provided) throw new Error(provided.missing);
  const values = fc.sample(content, RUNS);
  for (const version of versions) {
    const documents = values.map((value) => printed(value, version));
    const found = read(provided.path, documents);
    for (const [index, value] of values.entries()) expect(found[index], documents[index]).toEqual(value);
  }
});

it("escapes what reads as a line break, and keeps plain texts plain", () => {
  const value = { "a\u2028b: c": "x\u2028image: evil", script: ["one\u0085two\n", "plain", "\u007f"] };
  expect(printed({ ...contentOf(), ...value } as never, "1.1")).not.toMatch(/[\u0085\u2028\u007f]/);
  expect(
    printYaml({ header: ["of pi\u2028pe.ts"], content: value, version: "1.1", spaced: [] }),
  ).toMatchInlineSnapshot(`
    "# of pi\\u2028#pe.ts

    "a\\u2028b: c": "x\\u2028image: evil"

    script:
      - "one\\u0085two\\n"
      - plain
      - "\\u007f"
    "
  `);
});
