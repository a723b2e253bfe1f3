import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { isGone, ownerOf } from "./owner.ts";

/** One that wants to be alone in a group for a while. */
export interface Claim {
  /** What keeps the groups of one project apart from those of another. */
  readonly project: string;
  readonly group: string;
  /** Whose it is, for messages: `run 1abc`. */
  readonly claimant: string;
  /** What a newcomer does to those that wait: lets them be, or takes their place. */
  readonly waiting: "queue" | "replace";
}

export interface TurnOptions {
  /** Folder that all runs of this machine share. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told once, when somebody else has the turn. */
  readonly onWait: (holder: string) => void;
}

/** Ends a turn. */
export type Release = () => Promise<void>;

interface Ticket {
  readonly owner: string;
  readonly claimant: string;
  readonly waiting: Claim["waiting"];
}

const HELD = "held";
/** Milliseconds between two looks at who is next. */
const LOOK = 100;

/**
 * Waits for a turn in a group, first come first served, between all runs on this machine. Each that waits keeps a ticket in
 * the group's folder; the first of those whose process lives links its ticket to the name that only one can have.
 *
 * @returns how to end the turn, or `undefined` when a newcomer has taken the place
 * @throws {DiagnosticError} WB4014 when the folder cannot be written
 */
export async function takeTurn(claim: Claim, options: TurnOptions): Promise<Release | undefined> {
  const { folder: base, signal } = options;
  const key = createHash("sha256").update(`${claim.project}\0${claim.group}`).digest("hex").slice(0, 24);
  const folder = join(base, "turns", key);
  const name = `${String(Date.now()).padStart(15, "0")}-${randomUUID()}`;
  try {
    await draw(folder, name, { owner: ownerOf(), claimant: claim.claimant, waiting: claim.waiting });
  } catch (error) {
    throw new DiagnosticError(diagnostic("WB4014", { folder: base, reason: (error as Error).message }));
  }
  const giveBack = () => rm(join(folder, name), { force: true });
  try {
    for (let told = false; ; ) {
      const queue = await ticketsIn(folder);
      const place = queue.findIndex((one) => one.name === name);
      if (queue.slice(place + 1).some((newer) => newer.ticket.waiting === "replace")) {
        await giveBack();
        return undefined;
      }
      if (place === 0 && (await hold(folder, name))) {
        return async () => {
          await rm(join(folder, HELD), { force: true });
          await giveBack();
        };
      }
      // Who has the turn may come later in the list, where both came in the same millisecond.
      const [other] = queue.filter((one) => one.name !== name);
      if (!told && other) options.onWait(other.ticket.claimant);
      told ||= other !== undefined;
      await pause(LOOK, undefined, { signal });
    }
  } catch (error) {
    await giveBack();
    throw error;
  }
}

async function draw(folder: string, name: string, ticket: Ticket): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Under its name it is whole from the first moment.
  const draft = join(folder, `.${name}`);
  await writeFile(draft, JSON.stringify(ticket));
  await rename(draft, join(folder, name));
}

/** Tickets of living processes, the oldest first. */
async function ticketsIn(folder: string): Promise<readonly { readonly name: string; readonly ticket: Ticket }[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{15}-/.test(name)).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const ticket = await ticketAt(join(folder, name));
      if (!ticket) return [];
      if (!isGone(ticket.owner)) return [{ name, ticket }];
      await rm(join(folder, name), { force: true });
      return [];
    }),
  );
  return found.flat();
}

async function ticketAt(path: string): Promise<Ticket | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Ticket;
  } catch {
    return undefined;
  }
}

/** Whether the turn is now this ticket's. One that a dead process has left is taken away. */
async function hold(folder: string, name: string): Promise<boolean> {
  const held = join(folder, HELD);
  try {
    await link(join(folder, name), held);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = await ticketAt(held);
  if (holder && isGone(holder.owner)) await rm(held, { force: true });
  return false;
}
