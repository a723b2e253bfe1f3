import type { TestProject } from "vitest/node";
import type {} from "./description.ts";
import { provideEngine } from "./machine/provide.mjs";

/**
 * One engine for a whole run. Without one, the tests that need it are skipped, or fail where `CI` is set.
 *
 * @throws {Error} when `CI` is set and no engine can be had
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { engine, stop } = await provideEngine((line) => console.error(`test engine: ${line}`));
  if (!engine.available) {
    const complaint =
      `NO DOCKER ENGINE: ${engine.reason}. To have one, run as root on Debian, ` +
      "or start Docker and install docker-registry, or name a running test engine in WAYBILL_TEST_ENGINE.";
    if (process.env.CI) throw new Error(complaint);
    console.error(`\n${complaint} THE TESTS THAT NEED IT ARE SKIPPED.\n`);
  }
  project.provide("waybillEngine", engine);
  return stop;
}
