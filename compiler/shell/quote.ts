/**
 * A text in single quotes, in which a POSIX shell reads every character as itself.
 *
 * @example
 * ```ts
 * singleQuoted("it's"); // 'it'\''s'
 * ```
 */
export const singleQuoted = (text: string): string => `'${withinSingleQuotes(text)}'`;

/** The same, for a place that is in single quotes already. */
export const withinSingleQuotes = (text: string): string => text.replaceAll("'", "'\\''");
