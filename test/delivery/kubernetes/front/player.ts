import { setImmediate as immediate } from "node:timers/promises";
import { type Ask, type Entry, isStep, keyOf } from "./recording.ts";
import type { Reply, Source } from "./source.ts";

/**
 * Answers from a recording.
 *
 * A request is answered by the first recorded one that is the same and has not been used. What the server said is told as
 * soon as everything that could have caused it has happened again: all requests that change something, and all marks of
 * the test, that stand before it in the recording. So the server's side keeps its order, whatever the timing is this time.
 */
export function player(entries: readonly Entry[]): Source {
  const happened = new Set<number>();
  const told = new Set<number>();
  const used = new Set<number>();
  const replies = new Map<number, Reply>();
  const unknown: string[] = [];
  const steps = entries.flatMap((entry, index) => (isStep(entry) ? [index] : []));

  /** The next thing that the server says to someone who listens. */
  function due(): { readonly reply: Reply; readonly entry: Said } | undefined {
    const end = steps.find((index) => !happened.has(index)) ?? entries.length;
    for (let index = 0; index < end; index++) {
      const entry = entries[index]!;
      if (told.has(index) || "ask" in entry || "mark" in entry) continue;
      const reply = replies.get(numberOf(entry));
      if (!reply) continue;
      told.add(index);
      return { reply, entry };
    }
    return undefined;
  }

  let telling = false;
  /** One thing after the other has reached its listener, so that those who have two streams hear both in order. */
  async function tell(): Promise<void> {
    if (telling) return;
    telling = true;
    for (let next = due(); next; next = due()) {
      await say(next.reply, next.entry);
      for (let turn = 0; turn < TURNS; turn++) await immediate();
    }
    telling = false;
  }

  function step(matches: (entry: Entry, index: number) => boolean): number {
    const index = entries.findIndex((entry, at) => !happened.has(at) && matches(entry, at));
    if (index >= 0) happened.add(index);
    return index;
  }

  return {
    ask(request: Ask, _authorization, reply) {
      const key = keyOf(request);
      const index = step((entry) => "ask" in entry && !used.has(entry.ask) && keyOf(entry.request) === key);
      const entry = entries[index];
      if (!entry || !("ask" in entry)) {
        unknown.push(key);
        reply.answer(501, { kind: "Status", message: `not recorded: ${key}` });
        return () => {};
      }
      used.add(entry.ask);
      replies.set(entry.ask, reply);
      void tell();
      return () => void replies.delete(entry.ask);
    },
    mark(name) {
      step((entry) => "mark" in entry && entry.mark === name);
      void tell();
    },
    expire: () => {},
    async close() {
      if (unknown.length > 0) throw new Error(`asked for what was not recorded:\n${unknown.join("\n")}`);
    },
  };
}

type Said = Exclude<Entry, { ask: number } | { mark: string }>;

/** Turns of the event loop that a written line takes to be read, in one process: its socket, its lines, its callbacks. */
const TURNS = 4;

async function say(reply: Reply, entry: Said): Promise<void> {
  if ("answer" in entry) reply.answer(entry.status, entry.body);
  else if ("open" in entry) reply.open();
  else if ("event" in entry) await reply.event(entry.object);
  else reply.end();
}

function numberOf(entry: Said): number {
  if ("answer" in entry) return entry.answer;
  if ("open" in entry) return entry.open;
  return "event" in entry ? entry.event : entry.end;
}
