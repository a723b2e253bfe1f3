import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:soak`: what shows only after long runs or with a lot of output. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/soak/*.soak.ts"],
    globalSetup: ["test/engine/global-setup.ts"],
    reporters: ["default", "./test/lanes/closing-line.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
  },
});
