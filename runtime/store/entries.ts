import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appear } from "./atomic.ts";
import { isAbsent, touch } from "./blobs.ts";
import { digestOf } from "./digest.ts";

/** Small JSON documents under names that their owners choose: what is known of blobs. */
export interface Entries {
  /** Undefined when it is not there, or damaged. */
  read<T>(name: string): Promise<T | undefined>;
  write(name: string, value: object): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of the entries in a folder, those that were used last first. */
  list(folder: string): Promise<readonly string[]>;
}

/** Each carries its own digest, so that one that was cut short or edited counts as absent. */
export function entriesIn(folder: string, wrote: () => void): Entries {
  const place = (name: string) => join(folder, `${name}.json`);
  return {
    async read<T>(name: string) {
      const text = await readFile(place(name), "utf8").catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
      if (text === undefined) return undefined;
      const end = text.indexOf("\n");
      const body = text.slice(end + 1);
      if (digestOf(body) === text.slice(0, Math.max(0, end))) {
        await touch(place(name));
        return JSON.parse(body) as T;
      }
      await rm(place(name), { force: true });
      return undefined;
    },
    async write(name, value) {
      const body = JSON.stringify(value);
      await appear(folder, place(name), (temporary) =>
        writeFile(temporary, `${digestOf(body)}\n${body}`, { mode: 0o600 }),
      );
      wrote();
    },
    remove: (name) => rm(place(name), { force: true }),
    async list(of) {
      const names = await readdir(join(folder, of)).catch((error: unknown) => {
        if (isAbsent(error)) return [];
        throw error;
      });
      const found = await Promise.all(
        names
          .filter((name) => name.endsWith(".json"))
          .map(async (name) => {
            const used = await stat(join(folder, of, name)).catch(() => undefined);
            return used ? [{ name: `${of}/${name.slice(0, -".json".length)}`, used: used.mtimeMs }] : [];
          }),
      );
      return found
        .flat()
        .sort((a, b) => b.used - a.used)
        .map(({ name }) => name);
    },
  };
}
