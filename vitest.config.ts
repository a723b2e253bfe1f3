import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const WORKFLOW_PARSER = /@actions\/workflow-parser/;

export default defineConfig({
  resolve: { alias: { waybill: fileURLToPath(new URL("./compiler/authoring/index.ts", import.meta.url)) } },
  plugins: [
    {
      // Its source maps name files that it does not ship; each would be a warning.
      name: "workflow-parser-without-source-maps",
      enforce: "pre",
      async load(id) {
        if (!WORKFLOW_PARSER.test(id) || !id.endsWith(".js")) return undefined;
        return { code: (await readFile(id, "utf8")).replace(/^\/\/# sourceMappingURL=.*$/m, ""), map: null };
      },
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/cli/prepared-checker.ts", "test/engine/global-setup.ts"],
    setupFiles: ["test/property/seed.ts"],
    reporters: ["default", "./test/closing-line.ts"],
    server: { deps: { inline: [WORKFLOW_PARSER] } },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
