import { AssertionError } from "node:assert";
import { codeFrame, type Span } from "../diagnostics/index.ts";

/** What the failure of an assertion shows beside its sentence. */
export interface FailureDetails {
  /** Places of the pipeline that the failure is about, each with what is there. */
  readonly places?: readonly { readonly what: string; readonly at: Span }[];
  /** Lines that follow: an example, or what reproduces it. */
  readonly lines?: readonly string[];
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/**
 * Throws an `AssertionError` whose stack begins at the test's own line.
 *
 * @param assertion - The function that the test has called.
 */
export type Failures = (assertion: (...args: never[]) => unknown, sentence: string, details?: FailureDetails) => never;

/** The failures of one file's assertions, with the lines of the file that they are about. */
const PLAIN = { mark: (text: string) => text, gutter: (text: string) => text };

export function failuresOf(source: (file: string) => string | undefined): Failures {
  return (assertion, sentence, { places = [], lines = [], ...values } = {}) => {
    const shown = places.flatMap(({ what, at }) => {
      const text = source(at.file);
      return [
        `${what}, at ${at.file}:${at.line}:${at.column}`,
        ...(text === undefined ? [] : [codeFrame(text, at, PLAIN)]),
      ];
    });
    const message = [sentence, ...lines, ...shown].join("\n");
    throw new AssertionError({ message, stackStartFn: assertion, operator: assertion.name, ...values });
  };
}
