import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:kubernetes`: the rollout suite against a real API server. */
export default defineConfig({
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  test: {
    include: ["test/delivery/kubernetes/rollout.live.ts"],
    globalSetup: ["test/delivery/kubernetes/apiserver/global-setup.ts"],
    reporters: ["default", "./test/lanes/closing-line.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
