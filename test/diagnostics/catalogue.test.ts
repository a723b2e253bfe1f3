import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Code, catalogue, type Definition } from "../../compiler/diagnostics/index.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const tested = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(test|suite|live)\.ts$|diagnostics\.txt$|\.snap$|\/suite\/.*\.ts$/.test(file))
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

describe.each(Object.entries(catalogue) as [Code, Definition][])("%s", (code, definition) => {
  it("is the subject of a test", () => expect(tested).toContain(code));

  it("says what is wrong, what to do, and why", () => {
    const values = new Proxy({}, { get: () => "x" }) as Record<string, string>;
    expect(definition.message.fill(values)).not.toMatch(/[^.]\.$|undefined/);
    expect(definition.remedy.fill(values)).not.toMatch(/[^.]\.$|undefined/);
    expect(definition.explain.length).toBeGreaterThan(60);
  });
});

const entries = fileURLToPath(new URL("../../compiler/diagnostics/catalogue", import.meta.url));

it("is in one file per hundred, named for it, in the order of the codes", () => {
  const names = readdirSync(entries).filter((name) => name !== "index.ts");
  expect(new Set(names.map((name) => name.slice(0, 2))).size).toBe(names.length);
  for (const name of names) {
    const codes = [...readFileSync(join(entries, name), "utf8").matchAll(/^ {2}(WB\d{4}): define/gm)].map(
      ([, code]) => code,
    );
    expect(codes, name).toEqual([...codes].sort());
    expect(
      codes.every((code) => code?.startsWith(`WB${name.slice(0, 2)}`)),
      name,
    ).toBe(true);
    expect(readFileSync(join(entries, name), "utf8")).toContain(`satisfies Hundred<"${name.slice(0, 2)}">`);
  }
});
