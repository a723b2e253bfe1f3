import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { waybill: fileURLToPath(new URL("./compiler/authoring/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/engine/global-setup.ts"],
    setupFiles: ["test/property/seed.ts"],
    reporters: ["default", "./test/closing-line.ts"],
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
