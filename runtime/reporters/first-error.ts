/** A line that says what went wrong, in the words that compilers, test runners and shells use. */
const ERROR =
  /\b(?:error|errors|fatal|panic|exception|traceback|undefined reference|command not found|no such file|permission denied|assertion\w*|segmentation fault)\b|\w(?:Error|Exception)\b|\b(?:FAIL|FAILED|failed|failure|cannot|could not|can't|not ok)\b|^(?:E\s|✗|✖|×)/i;
/** Counts of nothing, and names of files and options, are no errors. */
const HARMLESS =
  /\b(?:0|no|without|zero)\s+(?:\w+\s+)?(?:errors?|fail(?:ures?|ed|s)?|exceptions?)\b|\b(?:errors?|fail(?:ures?|ed|s)?)\s*[:=]\s*0\b|--[\w-]*(?:error|fail)|\bset -e/i;

/** Lines before the error, and from it on, that are shown. */
const [BEFORE, FROM] = [1, 8];

/** Finds the first error in a log that comes line by line, and keeps the lines that belong to it. */
export interface FirstError {
  line(line: string): void;
  /** The lines, and how many came after them; undefined: there is no line that looks like an error. */
  found(): { readonly lines: readonly string[]; readonly after: number } | undefined;
}

export function firstError(): FirstError {
  let before: string[] = [];
  let lines: string[] | undefined;
  let after = 0;
  let left = FROM;
  return {
    line(line) {
      if (lines === undefined) {
        if (isError(line)) lines = [...before, line];
        else before = [...before, line].slice(-BEFORE);
        if (lines) left -= 1;
      } else if (left > 0) {
        lines.push(line);
        left -= 1;
      } else after += 1;
    },
    found: () => lines && { lines, after },
  };
}

/** Whether a line looks like an error. A very long line is looked at up to a limit. */
export function isError(line: string): boolean {
  const text = line.slice(0, 2000);
  return ERROR.test(text) && !HARMLESS.test(text);
}
