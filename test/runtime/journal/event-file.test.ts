import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { RunEvent } from "../../../runtime/events.ts";
import { eventFile, keepEvents, readEvents } from "../../../runtime/journal/event-file.ts";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "waybill-events-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

const started: RunEvent = { type: "run-started", time: 1, run: "r", pipeline: "p", executor: "host", jobs: [] };
const log = (line: string): RunEvent => ({ type: "log", time: 2, job: "unit", stream: "stdout", line });
const finished: RunEvent = { type: "run-finished", time: 3, outcome: "succeeded", duration: 2 };

async function all(events: AsyncIterable<RunEvent> | undefined): Promise<readonly RunEvent[] | undefined> {
  if (!events) return undefined;
  const found: RunEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

it("gives back the events of a run in their order, after a line with the version", async () => {
  const place = await folder();
  const keep = keepEvents(place);
  const events = [started, log("ä"), log("b"), finished];
  for (const event of events) keep(event);
  expect(await all(await readEvents(place, "r"))).toEqual(events);
  expect((await readFile(eventFile(place, "r"), "utf8")).split("\n")[0]).toBe('{"type":"events","version":1}');
});

it("keeps how the run ended where the logs are more than fits", async () => {
  const place = await folder();
  const keep = keepEvents(place, 200);
  for (const event of [started, ...Array.from({ length: 9 }, () => log("x".repeat(90))), finished]) keep(event);
  const kept = await all(await readEvents(place, "r"));
  expect(kept?.map(({ type }) => type)).toEqual(["run-started", "log", "notice", "run-finished"]);
});

it("leaves out a line that was torn, and what another version has written", async () => {
  const place = await folder();
  const head = '{"type":"events","version":1}\n';
  await writeFile(eventFile(place, "torn"), `${head}${JSON.stringify(started)}\n{"type":"lo`);
  expect(await all(await readEvents(place, "torn"))).toEqual([started]);
  await writeFile(eventFile(place, "other"), `{"type":"events","version":9}\n${JSON.stringify(started)}\n`);
  expect(await readEvents(place, "other")).toBeUndefined();
  expect(await readEvents(place, "none")).toBeUndefined();
});

it("follows a run that goes on, to its end", async () => {
  const place = await folder();
  const head = '{"type":"events","version":1}\n';
  await writeFile(eventFile(place, "r"), `${head}${JSON.stringify(started)}\n`);
  const events = (await readEvents(place, "r", { follow: true, isLiving: async () => true }))!;
  const seen: string[] = [];
  for await (const event of events) {
    seen.push(event.type);
    if (event.type === "run-started") await appendFile(eventFile(place, "r"), `${JSON.stringify(log("a"))}\n`);
    if (event.type === "log") await appendFile(eventFile(place, "r"), `${JSON.stringify(finished)}\n`);
  }
  expect(seen).toEqual(["run-started", "log", "run-finished"]);
});

it("stops following a run whose process is gone", async () => {
  const place = await folder();
  await writeFile(eventFile(place, "r"), `{"type":"events","version":1}\n${JSON.stringify(started)}\n`);
  const events = await readEvents(place, "r", { follow: true, isLiving: async () => false });
  expect(await all(events)).toEqual([started]);
});
