/**
 * The folder that holds everything of one private engine, and the note in it that says who owns it. Whoever finds the
 * note of a dead owner may clean up after it.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "waybill-engine-";

/** @typedef {{ pid: number, born: string, slot?: number }} Owner */

/** @returns {string} a new state folder that belongs to this process */
export function createState() {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // dockerd wants its root to be passable by the remapped users of its containers.
  chmodSync(folder, 0o711);
  writeOwner(folder, {});
  return folder;
}

/** @param {string} folder @param {{ slot?: number }} more */
export function writeOwner(folder, more) {
  const owner = { pid: process.pid, born: birthOf(process.pid) ?? "", ...more };
  writeFileSync(join(folder, "owner.json"), JSON.stringify(owner));
}

/** @param {string} folder @returns {Owner | undefined} */
export function readOwner(folder) {
  return readNote(join(folder, "owner.json"));
}

/** @param {string} file @returns {Owner | undefined} */
function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** State folders whose owner is gone. @returns {string[]} */
export function staleStates() {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => {
      const owner = readOwner(folder);
      // A folder without a note is being made, unless it is old.
      if (!owner) return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 60_000;
      return birthOf(owner.pid) !== owner.born;
    });
}

/**
 * Two that clean the same folder would do harm: what the slower one removes may have a new owner by then.
 *
 * @param {string} folder
 * @returns {boolean} whether this process may clean it
 */
export function claimCleaning(folder) {
  const note = join(folder, "cleaning.json");
  const mine = JSON.stringify({ pid: process.pid, born: birthOf(process.pid) });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(note, mine, { flag: "wx" });
      return true;
    } catch {
      const other = readNote(note);
      if (!other || birthOf(other.pid) === other.born) return false;
      rmSync(note, { force: true });
    }
  }
  return false;
}

/** When a process started, in ticks since boot: tells a process from a later one with its number. @param {number} pid */
function birthOf(pid) {
  try {
    // The name in brackets may hold spaces; the start time is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}
