import type { FailedTest, TestReport } from "../events.ts";
import { neutralizer } from "../log/neutral.ts";
import { ReportError, type Visitor } from "./xml.ts";

/** How many failed tests are told of, and how much of each. */
const [MOST, LONGEST] = [100, 300];

export interface TestCounter {
  /** Reads one file; it counts when it has been read to its end. */
  file(): Visitor & { counted(): void };
  /** Undefined: no file was read. */
  total(): TestReport | undefined;
}

/** Counts the cases of JUnit files, in which each tool has its own dialect: what all have in common is what is read. */
export function testCounter(): TestCounter {
  let sum: TestReport | undefined;
  return {
    total: () => sum,
    file() {
      const found = { total: 0, failed: 0, skipped: 0, failures: [] as FailedTest[] };
      let root: string | undefined;
      let test: { readonly name: string; failed: boolean; skipped: boolean } | undefined;
      let told: { text: string } | undefined;
      return {
        open(name, attributes, depth) {
          if (depth === 0) {
            root = name;
            if (name !== "testsuites" && name !== "testsuite") throw new ReportError(`its root is <${name}>`);
          }
          if (name === "testcase") {
            found.total += 1;
            test = { name: nameOf(attributes), failed: false, skipped: false };
          } else if (test && (name === "failure" || name === "error") && !test.failed) {
            test.failed = true;
            found.failed += 1;
            told = { text: attributes.message ? `${attributes.message}\n` : "" };
          } else if (test && name === "skipped" && !test.skipped) {
            test.skipped = true;
            found.skipped += 1;
          }
        },
        text(text) {
          if (told && told.text.length < LONGEST) told.text += text;
        },
        close(name) {
          if (test && told && (name === "failure" || name === "error")) {
            const message = firstLine(told.text);
            if (found.failures.length < MOST) found.failures.push({ name: test.name, ...(message && { message }) });
            told = undefined;
          }
          if (name === "testcase") test = undefined;
        },
        counted() {
          if (root === undefined) throw new ReportError("it is empty");
          sum = {
            total: (sum?.total ?? 0) + found.total,
            failed: (sum?.failed ?? 0) + found.failed,
            skipped: (sum?.skipped ?? 0) + found.skipped,
            failures: [...(sum?.failures ?? []), ...found.failures].slice(0, MOST),
          };
        },
      };
    },
  };
}

function nameOf({ name = "a test without a name", classname }: Readonly<Record<string, string>>): string {
  return shown(classname && !name.startsWith(classname) ? `${classname}: ${name}` : name);
}

function firstLine(text: string): string {
  return shown(text.split(/[\r\n]+/).find((line) => line.trim() !== "") ?? "");
}

/** One line that does nothing to a terminal. */
function shown(text: string): string {
  const neutral = neutralizer();
  const line = (neutral.write(text) + neutral.end()).replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${[...line].slice(0, LONGEST - 3).join("")}...` : line;
}
