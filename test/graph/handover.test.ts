import { expect, it } from "vitest";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import { checkHandover } from "../../compiler/graph/passes/handover.ts";
import { build, graphOf, script, smoke, told } from "./sample.ts";

const kept = (...paths: readonly string[]): Partial<ScriptJob> => ({
  artifacts: { paths, exclude: [], on: "success", retentionDays: 1, junit: [] },
});
const found = (job: ScriptJob) => told(checkHandover(graphOf([build("app"), job])));

it.each([
  ".waybill/app/digest",
  ".waybill",
  "./.waybill/",
  "a/../.waybill/app",
  "**",
  ".",
  "./",
  "*",
  ".way*/**",
  "**/digest",
])("refuses artifacts that could replace a digest: %s", (path) => {
  expect(found(smoke("test", "app", kept("out", path)))).toEqual([
    `WB2036 the artifacts of \`test\` could reach the folder \`.waybill\`: ${JSON.stringify(path)}`,
  ]);
});

it.each(["out", "**/*.log", "*.tar", "src/**", "waybill", ".waybillrc", "*/target", "dist/."])("takes %s", (path) => {
  expect(found(smoke("test", "app", kept(path)))).toEqual([]);
});

it("refuses caches and reports too, and what could replace an output", () => {
  const cache = { prefix: "npm", keyFiles: [], policy: "pull-push" } as const;
  expect(found(script("unit", { caches: [{ ...cache, paths: [".npm", "**"] }] }))).toEqual([
    'WB2036 the cache npm of `unit` could reach the folder `.waybill`: "**"',
  ]);
  const reports = { ...kept().artifacts!, junit: ["**/digest"] };
  expect(found(script("unit", { artifacts: reports }))[0]).toContain("the reports of `unit` could reach");
  const outputs = graphOf([script("unit", { outputs: ["version"] }), script("other", kept("**/version"))]);
  expect(checkHandover(outputs)).toHaveLength(1);
  expect(checkHandover(graphOf([script("unit", kept("**"))]))).toHaveLength(1);
});
