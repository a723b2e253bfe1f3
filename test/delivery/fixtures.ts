import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type Diagnostic, DiagnosticError } from "../../compiler/diagnostics/index.ts";
import type { DeliverySink } from "../../runtime/values/image.ts";

/** The lines that a build or a deploy printed. */
export interface Told extends DeliverySink {
  readonly lines: string[];
}

export function sink(onLine: (line: string) => void = () => {}): Told {
  const lines: string[] = [];
  return {
    lines,
    line(_stream, text) {
      lines.push(text);
      onLine(text);
    },
    progress() {},
  };
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder with these files, gone when the test file ends. */
export async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-delivery-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

export const place = { file: "pipeline.ts", line: 3, column: 13 };

/** What all jobs have. */
export const jobBase = {
  location: place,
  stage: "build",
  needs: [],
  when: { op: "constant", value: true },
  timeout: 600,
  env: {},
} as const;

/** The diagnostic that a promise is rejected with. */
export async function complaint(promise: Promise<unknown>): Promise<Diagnostic> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (!(error instanceof DiagnosticError)) throw error;
  return error.diagnostics[0] as Diagnostic;
}
