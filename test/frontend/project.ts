import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Compilation, type CompileOptions, compile } from "../../compiler/compile.ts";
import { render } from "../../compiler/diagnostics/index.ts";
import type { Expr } from "../../compiler/expr/index.ts";

export type Files = Readonly<Record<string, string>>;

/** A folder with these files, gone when the test is over. */
export function folder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "waybill-frontend-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

export function write(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** Compiles `pipeline.ts` of a folder with these files. */
export async function compiled(files: Files, options: CompileOptions = {}): Promise<Compilation> {
  const root = folder(files);
  return compile(join(root, "pipeline.ts"), { root, ...options });
}

/** What a person sees of it; empty when nothing is wrong. */
export async function shown(files: Files, options: CompileOptions = {}): Promise<string> {
  const { diagnostics, source } = await compiled(files, options);
  return render(diagnostics, { source, color: false });
}

export const HEAD = 'import { job, pipeline, push, sh } from "waybill";\n';

/** A pipeline with one job, with `options` beside its image and steps. */
export const pipelineWith = (options: string, before = ""): string => `${HEAD}${before}
const unit = job("unit", { image: "node:20", steps: [sh\`npm test\`], ${options} });
export default pipeline("app", { on: [push()], jobs: [unit] });
`;

/** The conditions that some `when`s are lowered to, with declarations before them and further files. */
export async function conditions(
  whens: Readonly<Record<string, string>>,
  before = "",
  files: Files = {},
): Promise<Readonly<Record<string, Expr>>> {
  const jobs = Object.entries(whens).map(
    ([name, when]) => `job(${JSON.stringify(name)}, { image: "node:20", steps: [sh\`npm test\`], when: ${when} }),`,
  );
  const text = `${HEAD}${before}\nexport default pipeline("app", { on: [push()], jobs: [\n${jobs.join("\n")}\n] });\n`;
  const { graph, diagnostics, source } = await compiled({ "pipeline.ts": text, ...files });
  if (!graph) throw new Error(render(diagnostics, { source, color: false }));
  return Object.fromEntries(graph.jobs.map((job) => [job.id, job.when]));
}
