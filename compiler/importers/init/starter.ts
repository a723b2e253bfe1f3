import { callOf, type ImportedPipeline, type Options, object } from "../model.ts";
import type { ProjectKind } from "./survey.ts";

/** A small pipeline that works for a project: one job that does what its people do before they push. */
export function starter(kind: ProjectKind, name: string): ImportedPipeline {
  const at = { file: kind.because ?? "", line: 1, column: 1 };
  const options: Options = {
    image: kind.image,
    env: kind.env && object(kind.env),
    cache: kind.cache && object(kind.cache),
  };
  return {
    name:
      name
        .replaceAll(/[^A-Za-z0-9 ._/-]+/g, "-")
        .replace(/^[^A-Za-z0-9]+/, "")
        .slice(0, 100) || "project",
    source: "pipeline.ts",
    provider: "github",
    comments: [],
    triggers: [
      { value: callOf("push", object({ branches: ["main", "master"] })), comments: [] },
      { value: callOf("pullRequest"), comments: [] },
    ],
    shared: [],
    jobs: [
      {
        ...{ id: "test", at, kind: "job", needs: [], spreads: [], options, comments: [COMMENTS[kind.language]] },
        steps: kind.steps.map((line) => ({ at, comments: [], run: { kind: "script", parts: [line] }, options: {} })),
      },
    ],
    options: {},
    notes: [],
  };
}

const COMMENTS: Readonly<Record<ProjectKind["language"], string>> = {
  node: "Each step is a script of its own. Files pass from one to the next, variables do not.",
  python: "Each step is a script of its own. Files pass from one to the next, variables do not.",
  go: "Each step is a script of its own. Files pass from one to the next, variables do not.",
  docker: "Replace the step by what tests your project. docs/delivery.md says how the image is built and shipped.",
  unknown: "Replace the step by what tests your project.",
};

/** A tsconfig for projects that have none: what the compiler checks pipelines with, and nothing is emitted. */
export const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: "es2022",
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
    },
    include: ["pipeline.ts"],
  },
  null,
  2,
)}\n`;

/** A package.json with scripts for the pipeline and the dependency that the editor reads types from; undefined: it has them, or is no JSON. */
export function withScripts(text: string, version: string): string | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest)) return undefined;
  const all = manifest as Readonly<Record<string, unknown>>;
  const known = { ...asObject(all.dependencies), ...asObject(all.devDependencies) };
  const changed = {
    ...all,
    scripts: { ...SCRIPTS, ...asObject(all.scripts) },
    ...(!("waybill" in known) && { devDependencies: { ...asObject(all.devDependencies), waybill: `^${version}` } }),
  };
  if (JSON.stringify(changed) === JSON.stringify(all)) return undefined;
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return `${JSON.stringify(changed, null, indent)}\n`;
}

const SCRIPTS = { "pipeline:check": "waybill check pipeline.ts", "pipeline:run": "waybill run pipeline.ts" };

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
