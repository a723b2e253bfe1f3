import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { readRegular } from "../files/regular.ts";

const LENGTH = 32;

/** Where the key is: with the user, out of reach of whoever writes the repository or what is installed in it. */
function keyFile(): string {
  const { XDG_STATE_HOME: state } = process.env;
  return join(state && isAbsolute(state) ? state : join(homedir(), ".local/state"), "waybill", "cache-key");
}

/**
 * The key that seals what this user's compiler keeps: random, made the first time, readable by the user alone. Undefined
 * where it can be neither read nor made: nothing is kept then, and nothing is believed.
 */
export function cacheKey(): Buffer | undefined {
  const file = keyFile();
  return keyIn(file) ?? make(file);
}

function keyIn(file: string): Buffer | undefined {
  const read = readRegular(file);
  return "content" in read && read.content.length === LENGTH ? read.content : undefined;
}

function make(file: string): Buffer | undefined {
  const temporary = `${file}.${process.pid}.${process.hrtime.bigint()}`;
  try {
    // What is there has another length: it was cut short.
    rmSync(file, { force: true });
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, randomBytes(LENGTH), { mode: 0o600, flag: "wx" });
    // A link appears whole and replaces nothing: of two processes at once, both take the key of the first.
    linkSync(temporary, file);
  } catch {
    // Another process was first, or there is no place for it.
  }
  try {
    rmSync(temporary, { force: true });
  } catch {
    // It was never there.
  }
  return keyIn(file);
}
