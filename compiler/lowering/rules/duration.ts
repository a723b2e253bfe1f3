import { type Rule, type Scope, validate } from "../scope.ts";

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
        problem: "is not a duration",
        expected: 'a whole number and its unit, for example "90 seconds" or "10 minutes"',
      };
    }
    if (length < least) return { problem: "is not a positive duration", expected: "at least one second" };
    return length > LONGEST ? { problem: "is more than a year", expected: "a shorter time" } : undefined;
  };

/** Seconds of a length of time that an author wrote; `standard` where there is none or it is wrong. */
export function duration(scope: Scope, what: string, value: string | undefined, standard: number, least = 1): number {
  if (value === undefined) return standard;
  validate(scope, what, value, durationFrom(least));
  return seconds(value) ?? standard;
}
