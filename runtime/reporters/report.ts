import type { JobReport } from "../events.ts";

/** What a job's reports say, in a few words; empty where they say nothing. */
export function reportText({ tests, coverage }: JobReport): string {
  const counted = tests && [
    `${tests.total} ${tests.total === 1 ? "test" : "tests"}`,
    ...(tests.failed ? [`${tests.failed} failed`] : []),
    ...(tests.skipped ? [`${tests.skipped} skipped`] : []),
  ];
  return [counted?.join(", "), coverage && `${coverage.lines} % of lines covered`].filter(Boolean).join("; ");
}

/** How many failed tests are named. */
const NAMED = 10;

/** The tests that failed, a line each, with a sign before it; and how many more there are. */
export function failedTests({ tests }: JobReport, sign: string): readonly string[] {
  if (!tests) return [];
  const named = tests.failures.slice(0, NAMED).map(({ name, message, file, line }) => {
    const place = file === undefined ? "" : ` (${line === undefined ? file : `${file}:${line}`})`;
    return `${message ? `${name}: ${message}` : name}${place}`;
  });
  const more = tests.failed - named.length;
  return [...named.map((line) => `${sign} ${line}`), ...(more > 0 ? [`and ${more} more`] : [])];
}
