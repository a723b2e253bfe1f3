import type { Rule } from "../scope.ts";

/** What stands in the first line of a request: it is sent as it is. */
export const requestPath: Rule = (value) =>
  /^\/[\w\-.~!$&'()*+,;=:@%/?]*$/.test(value)
    ? undefined
    : { problem: "is not the path of a request", expected: 'one that begins with "/", other characters as %XX' };

/** Part of a line. */
export const logText: Rule = (value) => {
  const expected = "a part of the line to wait for";
  if (value.trim() === "") return { problem: "is empty", expected };
  return /[\0\r\n]/.test(value) ? { problem: "is more than one line", expected } : undefined;
};
