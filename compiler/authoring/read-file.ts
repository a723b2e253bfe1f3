/** What the compiler's sandbox provides; absent wherever a pipeline is merely imported. */
interface Sandbox {
  readText(path: string): string;
}

/**
 * Reads a file of the repository as UTF-8 text. The file becomes an input of the compilation: when it changes, the pipeline
 * is compiled again.
 *
 * @param path - Relative to the repository's root. It must be a file; links that lead out of the repository are rejected.
 *
 * @example
 * ```ts
 * const node = readText(".nvmrc").trim();
 * const unit = job("unit", { image: `node:${node}`, steps: [sh`npm test`] });
 * ```
 */
export function readText(path: string): string {
  const sandbox = (globalThis as { readonly [name: symbol]: unknown })[Symbol.for("waybill.sandbox")] as
    | Sandbox
    | undefined;
  if (!sandbox) throw new Error("readText() reads files while waybill compiles a pipeline, and at no other time");
  return sandbox.readText(path);
}
