import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Prints the counts of a whole run on one plain line, for tools that read a log's end. A file that does not load, a hook
 * that fails and an error outside of every test count as failed: they are named on the line before.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[] = []): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const broken = new Map<string, number>();
    const breaks = (what: string, times: number) => {
      if (times > 0) broken.set(what, (broken.get(what) ?? 0) + times);
    };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state !== "pending") count[state]++;
      }
      breaks("file", module.errors().length);
      for (const suite of module.children.allSuites()) breaks("hook", suite.errors().length);
    }
    breaks("error outside of a test", unhandled.length);
    const others = [...broken.values()].reduce((sum, times) => sum + times, 0);
    if (others > 0) {
      const named = [...broken].map(([what, times]) => `${what}: ${times}`).join(", ");
      console.log(`failed outside of tests: ${named}`);
    }
    console.log(`${count.passed} passed, ${count.failed + others} failed, ${count.skipped} skipped`);
  }
}
