/**
 * Builds the documentation site into docs/.vitepress/dist: the pages of docs/, a page with all diagnostics, and the API reference,
 * which TypeDoc makes from the comments of the public types. `--serve` shows it on this machine after that.
 *
 * @example
 * ```sh
 * npm run docs
 * npm run docs -- --serve
 * ```
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { build, serve } from "vitepress";
import { diagnosticsPage } from "./diagnostics-page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const docs = join(root, "docs");

async function reference() {
  const out = join(docs, "reference");
  const application = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
    // TypeDoc empties this folder, and by default it is docs/.
    out,
    entryPoints: [join(root, "compiler/authoring/index.ts"), join(root, "compiler/testing/index.ts")],
    tsconfig: join(root, "tsconfig.json"),
    ...{ readme: "none", name: "API", logLevel: "Error" },
    ...{ excludeInternal: true, excludeExternals: true, disableSources: true, skipErrorChecking: true },
    ...{ hidePageHeader: true, hideBreadcrumbs: true, parametersFormat: "table", docsRoot: docs },
  });
  const project = await application.convert();
  if (!project) throw new Error("TypeDoc reads no project");
  await application.generateOutputs(project);
}

await reference();
writeFileSync(join(docs, "diagnostics.md"), await diagnosticsPage());
await build(docs);
if (process.argv.includes("--serve")) await serve({ root: docs, host: "127.0.0.1" });
