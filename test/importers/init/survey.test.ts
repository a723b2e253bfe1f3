import { expect, it } from "vitest";
import { starter, withScripts } from "../../../compiler/importers/init/starter.ts";
import { survey } from "../../../compiler/importers/init/survey.ts";
import { writePipeline } from "../../../compiler/importers/write/index.ts";

const look = (files: Readonly<Record<string, string>>) =>
  survey({ has: (path) => path in files, read: (path) => files[path] });

it("takes a Node project's manager, version and scripts", () => {
  const scripts = JSON.stringify({ engines: { node: ">=20" }, scripts: { lint: "x", test: "y", start: "z" } });
  expect(look({ "package.json": scripts, "package-lock.json": "" })).toMatchObject({
    ...{ language: "node", image: "node:20" },
    steps: ["npm ci --cache .npm", "npm run lint", "npm test"],
    cache: { key: ["package-lock.json"], paths: [".npm"] },
  });
  expect(look({ "package.json": "{}", "pnpm-lock.yaml": "" }).steps[0]).toContain("pnpm install --frozen-lockfile");
  expect(look({ "package.json": "no JSON" }).steps).toEqual(["npm install --no-package-lock", "node --version"]);
});

it("takes Python, Go and Docker projects by their files", () => {
  expect(look({ "pyproject.toml": '[project]\nname = "a"\n[tool.pytest]\n' }).steps).toEqual([
    "pip install -e .",
    "python -m pytest",
  ]);
  expect(look({ "go.mod": "module a\n\ngo 1.24\n" })).toMatchObject({ language: "go", image: "golang:1.24" });
  expect(look({ Dockerfile: "FROM scratch" })).toMatchObject({ language: "docker", because: "Dockerfile" });
  expect(look({})).toMatchObject({ language: "unknown" });
});

it("writes a pipeline that reads well", async () => {
  const { text } = await writePipeline(starter(look({ "go.mod": "module a\n\ngo 1.24\n" }), "my app"));
  expect(text).toContain('const test = job("test", {\n  image: "golang:1.24",');
  expect(text).toContain('export default pipeline("my app", {');
});

it("adds scripts and the dependency once, with the file's own indentation", () => {
  const changed = withScripts('{\n    "name": "a",\n    "scripts": { "test": "t" }\n}\n', "0.1.0")!;
  expect(changed).toContain('\n    "devDependencies": {\n        "waybill": "^0.1.0"');
  expect(JSON.parse(changed)).toMatchObject({ scripts: { test: "t", "pipeline:run": "waybill run pipeline.ts" } });
  expect(withScripts(changed, "0.1.0")).toBeUndefined();
  expect(withScripts("[]", "0.1.0")).toBeUndefined();
});
