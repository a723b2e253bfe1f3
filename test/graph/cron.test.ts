import { describe, expect, it } from "vitest";
import { parseCron } from "../../compiler/graph/cron.ts";

describe("a time table", () => {
  it.each([
    ["0 3 * * 7", "0 3 * * 0"],
    ["0 3 * * 1-7", "0 3 * * *"],
    ["0 3 * * 0-7", "0 3 * * *"],
    ["0 3 * * 4-7", "0 3 * * 4-6,0"],
    ["0 3 * * 6-7", "0 3 * * 6,0"],
    ["0 3 * * 1-7/2", "0 3 * * 1,3,5,0"],
    ["0 3 * * 2-7/2", "0 3 * * 2,4,6"],
    ["0 3 * * FRI-SUN", "0 3 * * 5-6,0"],
    ["0 3 * * sun-TUE", "0 3 * * 0-2"],
    ["0 3 * * MON-5/2,SUN", "0 3 * * 1-5/2,0"],
    ["  00  03 * JAN-mar * ", "0 3 * 1-3 *"],
    ["0 3 1-31/2 * 1", "0 3 1-31/2 * 1"],
    ["*/1 * * * *", "* * * * *"],
  ])("%s is written %s, which every provider reads", (text, cron) => {
    expect(parseCron(text)).toMatchObject({ cron });
    expect(parseCron(cron)).toMatchObject({ cron });
  });

  it.each([
    ["0 3 * * 8", "has a wrong day of week"],
    ["0 3 * * 7-1", "has a wrong day of week"],
    ["0 3 */2 * 1", "limits both days, one of them by `*/`, which providers read differently"],
    ["0 3 30 2 *", "names a date that never comes"],
    ["0 3 31 4,6 *", "names a date that never comes"],
    ["@daily", "does not have five fields"],
    ["0 0 L * *", "has a wrong day of month"],
    ["0 0 * * MON#1", "has a wrong day of week"],
  ])("%s %s", (text, problem) => expect(parseCron(text)).toEqual({ problem }));
});
