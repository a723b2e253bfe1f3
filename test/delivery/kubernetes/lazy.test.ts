import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL("../../../runtime/delivery/kubernetes/", import.meta.url);

/** The client library costs 400 ms and 100 MB: it is loaded by the one `import()`, when such a deploy runs. */
it("loads the Kubernetes client only when a deploy asks for it", () => {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const text = sources.map((name) => readFileSync(new URL(name, folder), "utf8"));
  const eager = text.flatMap(
    (source) => source.match(/^(?:import|export) (?!type )[^;()]*"@kubernetes\/client-node"/gm) ?? [],
  );
  const lazy = text.flatMap((source) => source.match(/await import\("@kubernetes\/client-node"\)/g) ?? []);
  expect(eager).toEqual([]);
  expect(lazy).toHaveLength(1);
});
