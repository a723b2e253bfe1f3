/** A text as a regular expression that matches it and nothing else, for JavaScript, RE2 and POSIX alike. */
export const escapeRegex = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
