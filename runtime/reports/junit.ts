import type { FailedTest, TestReport } from "../events.ts";
import { neutralizer } from "../log/neutral.ts";
import { ReportError, type Visitor } from "./xml.ts";

/** How many failed tests are told of, and how much of each. */
const [MOST, LONGEST] = [100, 300];
/** Characters of a message in which a place is looked for. */
const MOST_SEARCHED = 4000;

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
      /** The file that the suite names. */
      let suite: string | undefined;
      let test: { readonly name: string; readonly at: Place; failed: boolean; skipped: boolean } | undefined;
      let told: { text: string } | undefined;
      return {
        open(name, attributes, depth) {
          if (depth === 0) {
            root = name;
            if (name !== "testsuites" && name !== "testsuite") throw new ReportError(`its root is <${name}>`);
          }
          if (name === "testsuite") suite = attributes.file;
          if (name === "testcase") {
            found.total += 1;
            test = { name: nameOf(attributes), at: placeOf(attributes, suite), failed: false, skipped: false };
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
          if (told && told.text.length < MOST_SEARCHED) told.text += text;
        },
        close(name) {
          if (test && told && (name === "failure" || name === "error")) {
            const message = firstLine(told.text);
            const at = placeIn(told.text, test.at);
            if (found.failures.length < MOST)
              found.failures.push({ name: test.name, ...(message && { message }), ...at });
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

type Place = Pick<FailedTest, "file" | "line">;

/** `file` and `line` are no part of the oldest schema, and written by pytest, RSpec, Jest, PHPUnit and others. */
function placeOf({ file, line }: Readonly<Record<string, string>>, suite: string | undefined): Place {
  const name = file || suite;
  if (!name) return {};
  return { file: shown(name), ...(/^[1-9]\d{0,8}$/.test(line ?? "") && { line: Number(line) }) };
}

/** `src/a.test.ts:12` in a message or a stack. */
const PLACE = /(?:^|[\s("'])((?:[A-Za-z]:)?[\w@./\\-]*[\w-]\.[A-Za-z]\w{0,7}):(\d{1,9})\b/gm;

/** Where a test failed: what the report says of the test, else the first place in its message that is no library's. */
function placeIn(text: string, at: Place): Place {
  if (at.line !== undefined) return at;
  for (const [, file = "", line = ""] of text.slice(0, MOST_SEARCHED).matchAll(PLACE)) {
    if (/node_modules|site-packages|^node:/.test(file) || Number(line) === 0) continue;
    if (at.file === undefined || file.endsWith(at.file) || at.file.endsWith(file)) {
      return { file: at.file ?? file, line: Number(line) };
    }
  }
  return at;
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
