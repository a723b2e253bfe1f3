/** What the compiler's sandbox provides; absent wherever a pipeline is merely imported. */
interface Sandbox {
  readText(path: string): string;
}

/**
 * The text of a file of the repository, as UTF-8. The file becomes an input of the compilation: when it changes, the
 * pipeline is compiled anew.
 *
 * @param path - Relative to the repository's root. Links that lead out of it are refused, as is whatever is no file.
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
