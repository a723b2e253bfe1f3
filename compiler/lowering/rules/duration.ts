import { checked, type Rule, type Scope } from "../report.ts";

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

const LONGEST = 366 * 86_400;

function seconds(value: string): number | undefined {
  const [, count, unit] = /^(\d{1,9}) (second|minute|hour|day)s?$/.exec(value) ?? [];
  return unit === undefined ? undefined : Number(count) * SECONDS[unit]!;
}

const durationFrom =
  (least: number): Rule =>
  (value) => {
    const length = seconds(value);
    if (length === undefined) {
      return {
        is: "is no length of time",
        write: 'a whole number and its unit, for example "90 seconds" or "10 minutes"',
      };
    }
    if (length < least) return { is: "is no time at all", write: "at least one second" };
    return length > LONGEST ? { is: "is more than a year", write: "a shorter time" } : undefined;
  };

/** Seconds of a length of time that an author wrote; `standard` where there is none or it is wrong. */
export function duration(scope: Scope, what: string, value: string | undefined, standard: number, least = 1): number {
  if (value === undefined) return standard;
  checked(scope, what, value, durationFrom(least));
  return seconds(value) ?? standard;
}
