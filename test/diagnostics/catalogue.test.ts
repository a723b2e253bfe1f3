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
