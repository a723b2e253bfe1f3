import { callOf, type ImportedPipeline, type Options, object } from "../model.ts";
import type { ProjectKind } from "./survey.ts";

/** A small pipeline that works for a project: for each of its languages, a job that does what its people do before they push. */
export function starter(kinds: readonly ProjectKind[], name: string): ImportedPipeline {
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
    jobs: kinds.map((kind, index) => jobOf(kind, kinds.length === 1 ? "test" : `test-${kind.language}`, index)),
    options: {},
    notes: [],
  };
}

function jobOf(kind: ProjectKind, id: string, index: number): ImportedPipeline["jobs"][number] {
  const at = { file: kind.because ?? "", line: 1, column: 1 };
  const options: Options = {
    image: kind.image,
    env: kind.env && object(kind.env),
    cache: kind.cache && object(kind.cache),
  };
  return {
    ...{ id, at, kind: "job", needs: [], spreads: [], options, comments: index === 0 ? [commentOf(kind)] : [] },
    steps: kind.steps.map((line) => ({ at, comments: [], run: { kind: "script", parts: [line] }, options: {} })),
  };
}

function commentOf({ language }: ProjectKind): string {
  switch (language) {
    case "docker":
      return "Replace the step by what tests your project. docs/delivery.md says how the image is built and shipped.";
    case "unknown":
      return "Replace the step by what tests your project.";
    default:
      return "Each step is a separate script. Files pass from one step to the next, variables do not.";
  }
}

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
