import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const ENDING = ".held";

/** The file that says how to reach a run whose jobs may hold. */
export const stateFile = (folder: string, run: string): string => join(folder, `${run}${ENDING}`);

/** The addresses of the runs of a checkout that can be reached, the newest first. Some may be gone. */
export async function addresses(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(ENDING)).sort();
  const found = await Promise.all(
    files.map(async (name) => {
      try {
        const { version, address } = JSON.parse(await readFile(join(folder, name), "utf8"));
        return version === 1 && typeof address === "string" ? [address] : [];
      } catch {
        return [];
      }
    }),
  );
  return found.flat().reverse();
}
