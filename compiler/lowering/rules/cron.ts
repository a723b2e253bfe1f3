import type { Rule } from "../scope.ts";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of week", least: 0, most: 7, names: DAYS },
];

const expected = "minute, hour, day of month, month and day of week: numbers, *, lists, ranges and steps, in UTC";

/** Five fields, each as both providers read it. */
export const cron: Rule = (value) => {
  const parts = value.trim().split(/\s+/);
  if (value.trim() === "" || parts.length !== FIELDS.length) return { problem: "has not five fields", expected };
  const wrong = FIELDS.find((field, index) => !parts[index]!.split(",").every((part) => isPart(part, field)));
  return wrong ? { problem: `has a wrong ${wrong.name}`, expected } : undefined;
};

function isPart(part: string, field: Field): boolean {
  const [, range, step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (range === undefined || (step !== undefined && Number(step) < 1)) return false;
  if (range === "*") return true;
  const ends = range.split("-").map((end) => numberOf(end, field));
  const [from = Number.NaN, to = from] = ends;
  const within = ends.length <= 2 && from >= field.least && to <= field.most && from <= to;
  return within && (step === undefined || ends.length === 2);
}

function numberOf(text: string, { names, least }: Field): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  return index < 0 ? Number.NaN : index + least;
}
