/** A field of a time table: its bounds, and names for its numbers. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MOST_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Sunday is 0, and 7 where a range ends with it. */
const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of week", least: 0, most: 7, names: DAYS },
];

/** A time table as every provider reads it alike, or what is wrong, in words that follow its text. */
export type TimeTable =
  | {
      /** Numbers in place of names, and Sunday as 0: GitHub takes neither 7 nor a range from a name to a number. */
      readonly cron: string;
      /** Minutes of the hour, in order. */
      readonly minutes: readonly number[];
    }
  | { readonly problem: string };

/**
 * Reads a time table of five fields in UTC: numbers, names of months and days, `*`, lists, ranges and steps.
 * GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule.
 * GitLab reads it with Fugit: https://docs.gitlab.com/topics/cron/.
 *
 * @example
 * ```ts
 * parseCron("0 3 * * FRI-SUN"); // { cron: "0 3 * * 5-6,0", minutes: [0] }
 * ```
 */
export function parseCron(text: string): TimeTable {
  const parts = text.trim() === "" ? [] : text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return { problem: "does not have five fields" };
  const fields = FIELDS.map((field, index) => parseField(parts[index]!, field));
  const wrong = fields.indexOf(undefined);
  if (wrong >= 0) return { problem: `has a wrong ${FIELDS[wrong]!.name}` };
  const [minutes, , days, months, weekdays] = fields.map((field) => field!) as [Parsed, Parsed, Parsed, Parsed, Parsed];
  // Cron joins a day of month and a day of week by "or" where both are limited, and readers differ on whether `*/2` is a limit.
  if (days.text !== "*" && weekdays.text !== "*" && `${days.text},${weekdays.text}`.includes("*/")) {
    return { problem: "limits both days, one of them by `*/`, which providers read differently" };
  }
  const happens = months.values.some((month) => days.values.some((day) => day <= MOST_DAYS[month - 1]!));
  if (!happens && weekdays.text === "*") return { problem: "names a date that never comes" };
  return { cron: fields.map((field) => field!.text).join(" "), minutes: minutes.values };
}

interface Parsed {
  readonly text: string;
  readonly values: readonly number[];
}

function parseField(text: string, field: Field): Parsed | undefined {
  const parts = text.split(",").map((part) => parsePart(part, field));
  if (parts.includes(undefined)) return undefined;
  const all = parts.flatMap((part) => part!.values);
  const printed = parts.flatMap((part) => part!.text);
  const values = [...new Set(all.map((value) => (field.names === DAYS ? value % 7 : value)))].sort((a, b) => a - b);
  return { text: printed.includes("*") ? "*" : printed.join(","), values };
}

interface Part {
  readonly text: readonly string[];
  readonly values: readonly number[];
}

function parsePart(part: string, field: Field): Part | undefined {
  const [, range, step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  const by = step === undefined ? 1 : Number(step);
  if (range === undefined || by < 1) return undefined;
  const most = field.names === DAYS ? 6 : field.most;
  if (range === "*") return { text: [by === 1 ? "*" : `*/${by}`], values: numbers(field.least, most, by) };
  const ends = range.split("-");
  const from = numberIn(ends[0]!, field, false);
  const to = ends.length === 1 ? from : numberIn(ends[1]!, field, from > 0);
  if (ends.length > 2 || !(from >= field.least && to <= field.most && from <= to)) return undefined;
  if (step !== undefined && ends.length === 1) return undefined;
  const values = numbers(from, to, by);
  if (to <= most) return { text: [ends.length === 1 ? `${from}` : `${from}-${to}${by === 1 ? "" : `/${by}`}`], values };
  return { text: withoutSeven(values, by), values };
}

/** Days that end with Sunday as 7. */
function withoutSeven(values: readonly number[], by: number): readonly string[] {
  const week = values.filter((value) => value < 7);
  const sunday = week.length < values.length && !week.includes(0) ? ["0"] : [];
  if (by > 1 || week.length < 2) return [...week.map(String), ...sunday];
  return week.length + sunday.length === 7 ? ["*"] : [`${week[0]}-${week.at(-1)}`, ...sunday];
}

/** @param last - A range ends here, so that Sunday comes after Saturday. */
function numberIn(text: string, { names, least }: Field, last: boolean): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index < 0 ? Number.NaN : last && names === DAYS && index === 0 ? 7 : index + least;
}

function numbers(from: number, to: number, by: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}
