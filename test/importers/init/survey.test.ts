import { expect, it } from "vitest";
import { starter, withScripts } from "../../../compiler/importers/init/starter.ts";
import { survey } from "../../../compiler/importers/init/survey.ts";
import { writePipeline } from "../../../compiler/importers/write/index.ts";

const all = (files: Readonly<Record<string, string>>) =>
  survey({ has: (path) => path in files, read: (path) => files[path] });
const look = (files: Readonly<Record<string, string>>) => all(files)[0];

it("takes a Node project's manager, version and scripts", () => {
  const scripts = JSON.stringify({ engines: { node: ">=20" }, scripts: { lint: "x", test: "y", start: "z" } });
  expect(look({ "package.json": scripts, "package-lock.json": "" })).toMatchObject({
    ...{ language: "node", image: "node:20" },
    steps: ["npm ci --cache .npm", "npm run lint", "npm test"],
    cache: { key: ["package-lock.json"], paths: [".npm"] },
  });
  expect(look({ "package.json": "{}", "pnpm-lock.yaml": "" }).steps[0]).toContain("pnpm install --frozen-lockfile");
  expect(look({ "package.json": "{}", "yarn.lock": "" }).steps[0]).toContain("yarn install --frozen-lockfile");
  expect(look({ "package.json": "{}", "yarn.lock": "", ".yarnrc.yml": "" }).steps[0]).toContain("--immutable");
  expect(look({ "package.json": scripts, "bun.lock": "" })).toMatchObject({
    image: "oven/bun:1",
    steps: ["bun install --frozen-lockfile", "bun run lint", "bun run test"],
  });
  expect(look({ "package.json": "no JSON" }).steps).toEqual(["npm install --no-package-lock", "node --version"]);
});

it("takes a Python project's manager, and the extra that has its tests", () => {
  expect(look({ "pyproject.toml": '[project]\nname = "a"\n[tool.pytest]\n' }).steps).toEqual([
    "python3 -m venv .venv",
    ".venv/bin/pip install -e . pytest",
    ".venv/bin/python -m pytest",
  ]);
  const extras = '[project]\nname = "a"\n[project.optional-dependencies]\ndocs = ["x"]\ntest = [\n  "pytest>=8",\n]\n';
  expect(look({ "pyproject.toml": extras }).steps[1]).toBe(".venv/bin/pip install -e '.[test]'");
  expect(look({ "requirements.txt": "pytest\n" }).steps[1]).toBe(".venv/bin/pip install -r requirements.txt");
  expect(look({ "setup.py": "", "requirements.txt": "ruff\n" }).steps.slice(-2)).toEqual([
    ".venv/bin/python -m ruff check .",
    ".venv/bin/python -m unittest discover",
  ]);
  const managed = (lock: string) => look({ "pyproject.toml": "[tool.pytest]\n", [lock]: "" }).steps;
  expect(managed("uv.lock").slice(1)).toEqual(["uv sync --locked --all-extras", "uv run python -m pytest"]);
  expect(managed("poetry.lock").slice(1)).toEqual(["poetry install --all-extras", "poetry run python -m pytest"]);
  expect(managed("Pipfile.lock").slice(1)).toEqual(["pipenv sync --dev", "pipenv run python -m pytest"]);
});

it("takes other languages by the file of their tool", () => {
  expect(look({ "go.mod": "module a\n\ngo 1.24\n" })).toMatchObject({ language: "go", image: "golang:1.24" });
  expect(look({ "Cargo.toml": "", "Cargo.lock": "" })).toMatchObject({
    steps: ["cargo build --locked", "cargo test --locked"],
  });
  const pom = "<properties><maven.compiler.release>17</maven.compiler.release></properties>";
  expect(look({ "pom.xml": pom })).toMatchObject({ image: "maven:3-eclipse-temurin-17" });
  expect(look({ "build.gradle": "", gradlew: "" })).toMatchObject({ image: "eclipse-temurin:21" });
  expect(look({ Gemfile: 'gem "rspec"' }).steps).toEqual(["bundle install", "bundle exec rspec"]);
  expect(look({ "composer.json": '{"require-dev":{"phpunit/phpunit":"*"}}' }).steps[1]).toBe("vendor/bin/phpunit");
  expect(look({ Dockerfile: "FROM scratch" })).toMatchObject({ language: "docker", because: "Dockerfile" });
  expect(look({})).toMatchObject({ language: "unknown" });
});

it("has a job for each language of a project", async () => {
  const both = all({ "package.json": "{}", "go.mod": "module a\n" });
  expect(both.map(({ language }) => language)).toEqual(["node", "go"]);
  const { text } = await writePipeline(starter(both, "app"));
  expect(text).toContain('const testNode = job("test-node", {');
  expect(text).toContain("jobs: [testNode, testGo],");
});

it("writes a pipeline that reads well", async () => {
  const { text } = await writePipeline(starter(all({ "go.mod": "module a\n\ngo 1.24\n" }), "my app"));
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
