import { type Delta, deltaOf, withDelta } from "./delta.ts";
import type { Entry } from "./recording.ts";

type Json = unknown;

/** An object of the server, as what differs from the last one with that uid. */
interface Packed {
  readonly of: string;
  readonly delta: Delta;
}

/**
 * One entry a line. The server tells one object again and again, whole each time: after the first time only what has changed
 * is written, which also shows a reader what happened.
 */
export function packed(entries: readonly Entry[]): string {
  const last = new Map<string, Json>();
  const pack = (value: Json): Json => {
    const uid = uidOf(value);
    if (!uid) return inside(value, pack);
    const before = last.get(uid);
    last.set(uid, value);
    return before === undefined ? value : ({ of: uid, delta: deltaOf(before, value) } satisfies Packed);
  };
  return entries.map((entry) => `${JSON.stringify(pack(entry))}\n`).join("");
}

export function unpacked(text: string): readonly Entry[] {
  const last = new Map<string, Json>();
  const unpack = (value: Json): Json => {
    const { of, delta } = (value ?? {}) as Partial<Packed>;
    const whole = of && delta ? withDelta(last.get(of), delta) : value;
    const uid = uidOf(whole);
    if (!uid) return inside(whole, unpack);
    last.set(uid, whole);
    return whole;
  };
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => unpack(JSON.parse(line)) as Entry);
}

const uidOf = (value: Json) => (value as { metadata?: { uid?: string } } | null)?.metadata?.uid;

function inside(value: Json, change: (value: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}
