import { parseCron } from "../../graph/cron.ts";
import type { Rule } from "../scope.ts";

const expected = "minute, hour, day of month, month and day of week: numbers, *, lists, ranges and steps, in UTC";

/** Five fields, each as both providers read it. */
export const cron: Rule = (value) => {
  const table = parseCron(value);
  return "problem" in table ? { problem: table.problem, expected } : undefined;
};
