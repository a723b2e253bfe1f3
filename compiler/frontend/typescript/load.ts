import { createRequire } from "node:module";
import type * as TypeScript from "typescript";

export type { TypeScript };

const require = createRequire(import.meta.url);

/** The TypeScript compiler, loaded into this process. `require` takes a third of the time of `import`. */
export const loadTypeScript = () => require("typescript") as typeof TypeScript;

/** The file of the TypeScript compiler, absolute. */
export const typeScriptFile = () => require.resolve("typescript");
