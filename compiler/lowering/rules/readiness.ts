import type { Rule } from "../report.ts";

/** What stands in the first line of a request: it is sent as it is. */
export const requestPath: Rule = (value) =>
  /^\/[\w\-.~!$&'()*+,;=:@%/?]*$/.test(value)
    ? undefined
    : { is: "is no path of a request", write: 'one that begins with "/", other characters as %XX' };

/** Part of a line. */
export const logText: Rule = (value) => {
  const write = "a part of the line to wait for";
  if (value.trim() === "") return { is: "is empty", write };
  return /[\0\r\n]/.test(value) ? { is: "is more than one line", write } : undefined;
};
