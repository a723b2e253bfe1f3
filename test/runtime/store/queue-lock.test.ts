import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ownerOf } from "../../../runtime/store/owner.ts";
import { type Claim, takeTurn } from "../../../runtime/store/queue-lock.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-turns-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const claim = (claimant: string, more: Partial<Claim> = {}): Claim => ({
  ...{ project: "shop", group: "staging", waiting: "queue", claimant },
  ...more,
});

function take(wanted: Claim, signal = new AbortController().signal) {
  let told: (holder: string) => void = () => {};
  const waits = new Promise<string>((resolve) => {
    told = resolve;
  });
  return { turn: takeTurn(wanted, { folder, signal, onWait: (holder) => told(holder) }), waits };
}

const left = () => {
  const groups = readdirSync(join(folder, "turns"));
  return groups.flatMap((group) => readdirSync(join(folder, "turns", group)));
};

/** The number of a process that has ended. */
function ended(): string {
  const { pid } = spawnSync("true");
  return ownerOf(pid);
}

describe("turns in a group", () => {
  it("come one after the other, the first that asked first, and leave nothing", async () => {
    const order: string[] = [];
    const first = await take(claim("a")).turn;
    const second = take(claim("b"));
    expect(await second.waits).toBe("a");
    const third = take(claim("c"));
    expect(await third.waits).toBe("a");
    const rest = [second, third].map(async ({ turn }, index) => {
      const release = await turn;
      order.push(["b", "c"][index] as string);
      await release?.();
    });
    expect(order).toEqual([]);
    await first?.();
    await Promise.all(rest);
    expect(order).toEqual(["b", "c"]);
    expect(left()).toEqual([]);
  });

  it("are no business of another group, or of another project", async () => {
    const turns = await Promise.all([
      take(claim("a")).turn,
      take(claim("b", { group: "live" })).turn,
      take(claim("c", { project: "other" })).turn,
    ]);
    expect(turns.every((release) => release !== undefined)).toBe(true);
  });

  it("go to the newest of those that wait, where that is asked for", async () => {
    const running = await take(claim("a")).turn;
    const waiting = take(claim("b"));
    await waiting.waits;
    const newest = take(claim("c", { waiting: "replace" }));
    expect(await waiting.turn).toBeUndefined();
    await newest.waits;
    await running?.();
    expect(await newest.turn).toBeDefined();
  });

  it("are given back by one that is told to stop", async () => {
    const running = await take(claim("a")).turn;
    const stop = new AbortController();
    const waiting = take(claim("b"), stop.signal);
    await waiting.waits;
    stop.abort();
    await expect(waiting.turn).rejects.toThrow();
    await running?.();
    expect(left()).toEqual([]);
  });

  it("are told to be waited for also by one that came in the same millisecond", async () => {
    const now = vi.spyOn(Date, "now").mockReturnValue(Date.now());
    onTestFinished(() => now.mockRestore());
    // Which one is first in the list is a matter of chance then.
    for (let times = 0; times < 10; times += 1) {
      const running = await take(claim("a")).turn;
      const waiting = take(claim("b"));
      expect(await waiting.waits).toBe("a");
      await running?.();
      await (await waiting.turn)?.();
    }
  });

  it("are taken over from a process that has died, whether it waited or had its turn", async () => {
    const release = await take(claim("a")).turn;
    const [group = ""] = readdirSync(join(folder, "turns"));
    const place = join(folder, "turns", group);
    const [own = ""] = readdirSync(place).filter((name) => name !== "held");
    const dead = JSON.stringify({ ...JSON.parse(readFileSync(join(place, own), "utf8")), owner: ended() });
    await release?.();
    writeFileSync(join(place, own), dead);
    writeFileSync(join(place, "held"), dead);
    expect(await take(claim("b")).turn).toBeDefined();
    expect(existsSync(join(place, own))).toBe(false);
  });

  it("cannot be had without a folder to write to", async () => {
    mkdirSync(join(folder, "file"), { recursive: true });
    writeFileSync(join(folder, "turns"), "");
    await expect(take(claim("a")).turn).rejects.toMatchObject({ diagnostics: [{ code: "WB4014" }] });
  });
});
