import type { Json } from "../yaml/index.ts";
import type { Difference } from "./verdict.ts";

/** Differences of one aspect that are shown one by one; more are counted. */
const MOST = 8;
const LONGEST = 120;

/** Where two values differ, part by part. Empty only where they are equal in every part. */
export function differences(aspect: string, was: Json | undefined, now: Json | undefined): readonly Difference[] {
  const all = [...parts(aspect, was, now)];
  if (all.length <= MOST) return all;
  return [...all.slice(0, MOST - 1), { aspect, was: "", now: `and ${all.length - MOST + 1} more differences` }];
}

function* parts(path: string, was: Json | undefined, now: Json | undefined): Generator<Difference> {
  if (equalJson(was, now)) return;
  if (isList(was) && isList(now)) {
    for (let index = 0; index < Math.max(was.length, now.length); index++) {
      yield* parts(`${path}[${index}]`, was[index], now[index]);
    }
    return;
  }
  if (isObject(was) && isObject(now)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(now)])) {
      yield* parts(`${path}.${key}`, was[key], now[key]);
    }
    return;
  }
  yield { aspect: path, was: shown(was), now: shown(now) };
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Equal in every part; the order of an object's keys does not count. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((one, index) => equalJson(one, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  );
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "not set";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll("\n", "\\n");
  return line === "" ? "empty" : line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
