import { homedir } from "node:os";
import { join } from "node:path";

/** Where Waybill keeps what it can do without: the user's cache folder, by the XDG Base Directory Specification. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env.WAYBILL_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "waybill");
}
