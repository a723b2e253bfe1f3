import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const WORKFLOW_PARSER = /@actions\/workflow-parser/;

/** Every lane of tests: a file's name says which it is in, and `test/architecture/lanes.test.ts` holds it to what it uses. */
const LANES = {
  /** Nothing but the sources: no build, no engine, no program of a provider. */
  unit: { include: ["test/**/*.test.ts"], exclude: ["test/**/*.{built,provider,engine}.test.ts"], globalSetup: [] },
  /** Runs `dist/`: the command, or a compilation in its sandbox. */
  built: { include: ["test/**/*.built.test.ts"], globalSetup: ["test/lanes/built.ts"] },
  /** Has emitted files judged, or run, by the providers' own parsers and by programs that stand in for them. */
  provider: { include: ["test/**/*.provider.test.ts"], globalSetup: ["test/lanes/built.ts"] },
  /** Runs containers on a Docker Engine. */
  engine: {
    include: ["test/**/*.engine.test.ts"],
    globalSetup: ["test/lanes/built.ts", "test/engine/global-setup.ts"],
  },
};

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
    setupFiles: ["test/property/seed.ts"],
    reporters: ["default", "./test/lanes/closing-line.ts"],
    server: { deps: { inline: [WORKFLOW_PARSER] } },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // A test that polls waits for an event: how long it takes says more of the machine than of the code.
    expect: { poll: { timeout: 60_000, interval: 50 } },
    maxWorkers: 2,
    projects: Object.entries(LANES).map(([name, lane]) => ({ extends: true as const, test: { name, ...lane } })),
  },
});
