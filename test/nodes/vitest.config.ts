import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:nodes`: the versions of Node that are supported, out of npm. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/nodes/*.live.ts"],
    reporters: ["default", "./test/lanes/closing-line.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
