import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withFileContents } from "../../../runtime/secrets/file-contents.ts";
import { graphOf, scriptJob } from "../graphs.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-contents-"));
  writeFileSync(join(folder, "config"), "apiVersion: v1\n\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("takes the content of a file for a secret that is given as one, and for no other", () => {
  const graph = graphOf(
    scriptJob("a", { env: { A: { kind: "secretFile", name: "CONFIG" }, B: { kind: "secret", name: "PLAIN" } } }),
  );
  const look = (value: string | undefined) => withFileContents(graph, () => value);
  const file = join(folder, "config");
  expect(look(file)("CONFIG")).toBe("apiVersion: v1\n\n");
  expect(look(file)("PLAIN")).toBe(file);
  for (const value of [undefined, "config", folder, `${file}.missing`, `/\0${file}`, "apiVersion: v2\n"])
    expect(look(value)("CONFIG")).toBe(value);
});
