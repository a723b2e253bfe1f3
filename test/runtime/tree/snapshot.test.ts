import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { bootId } from "../../../runtime/store/owner.ts";
import { snapshotOf } from "../../../runtime/tree/snapshot.ts";

const FILES = ["same", "edited", "gone", "deep/gone", "swapped", "turned/inner", "script"];

let top: string;
let roots: string[];
let base: string;
let root: string;
let runs = 0;

// All at once, as what is to be known again has to lie there for a while.
beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), "waybill-snapshot-"));
  roots = Array.from({ length: 7 }, (_, index) => join(top, `${index}/root`));
  for (root of roots) {
    for (const path of FILES) put(path);
    symlinkSync("same", join(root, "link"));
    mkdirSync(join(root, "empty"));
  }
  await pause(2100);
});
afterAll(() => rmSync(top, { recursive: true, force: true }));
beforeEach(() => {
  root = String(roots.pop());
  base = dirname(root);
});

const kept = () => join(base, "trees");

function put(path: string, content = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function snapshot(from = root) {
  const folder = join(base, `run-${runs++}`);
  mkdirSync(folder);
  return snapshotOf({ root: from, kept: kept(), folder });
}

/** All that a folder holds, by path. */
function contents(folder: string, path = ""): Record<string, string> {
  const entries = readdirSync(join(folder, path), { withFileTypes: true }).map((entry) => {
    const name = join(path, entry.name);
    if (entry.isDirectory()) return { [`${name}/`]: "", ...contents(folder, name) };
    if (entry.isSymbolicLink()) return { [name]: `-> ${readlinkSync(join(folder, name))}` };
    const { mode } = statSync(join(folder, name));
    return { [name]: `${(mode & 0o777).toString(8)} ${readFileSync(join(folder, name), "utf8")}` };
  });
  return Object.assign({}, ...entries);
}

/** Runs once, and tells the inodes of what is kept. */
async function keptSnapshot(): Promise<Record<string, number>> {
  const first = await snapshot();
  const inodes = first.entries.map(({ path }) => [path, statSync(join(first.path, path)).ino]);
  await first.keep();
  expect(existsSync(first.path)).toBe(false);
  return Object.fromEntries(inodes);
}

it("is taken over from the last run, with what was changed since", async () => {
  const before = await keptSnapshot();

  put("edited", "edited again");
  // As a tool does that puts the old time back.
  utimesSync(join(root, "edited"), new Date(0), new Date(0));
  for (const path of ["gone", "deep", "swapped", "turned", "link"]) rmSync(join(root, path), { recursive: true });
  put("swapped/inner");
  put("turned");
  put("new");
  put("empty/no-more");
  chmodSync(join(root, "script"), 0o755);
  symlinkSync("edited", join(root, "link"));

  const second = await snapshot();
  expect(contents(second.path)).toEqual({
    edited: "666 edited again",
    "empty/": "",
    "empty/no-more": "666 empty/no-more",
    link: "-> edited",
    new: "666 new",
    same: "666 same",
    script: "777 script",
    "swapped/": "",
    "swapped/inner": "666 swapped/inner",
    turned: "666 turned",
  });
  expect(statSync(join(second.path, "same")).ino).toBe(before.same);
});

it("copies again what was changed just before it was listed", async () => {
  put("fresh");
  await keptSnapshot();
  // What a change in the same step of the file system's clock would leave.
  const [place] = readdirSync(kept());
  writeFileSync(join(kept(), String(place), "tree/fresh"), "stale");
  expect(contents((await snapshot()).path)).toMatchObject({ fresh: "666 fresh", same: "666 same" });
});

it("belongs to one run at a time; of two the last one keeps its own", async () => {
  await keptSnapshot();
  const [one, other] = [await snapshot(), await snapshot()];
  expect(contents(other.path)).toEqual(contents(one.path));
  await one.keep();
  await other.keep();
  expect(readdirSync(kept())).toHaveLength(1);
});

it.each([
  ["a damaged index", (place: string) => writeFileSync(join(place, "index.json"), "{")],
  ["no index", (place: string) => rmSync(join(place, "index.json"))],
  [
    "another start of the machine",
    (place: string) => {
      const text = readFileSync(join(place, "index.json"), "utf8");
      writeFileSync(join(place, "index.json"), text.replace(String(bootId()), "another"));
    },
  ],
])("is made anew after %s", async (_, spoil) => {
  await keptSnapshot();
  const [place] = readdirSync(kept());
  writeFileSync(join(kept(), String(place), "tree/same"), "spoilt");
  spoil(join(kept(), String(place)));
  expect(contents((await snapshot()).path)).toMatchObject({ same: "666 same" });
});

it("is kept of the four trees that were run last", async () => {
  for (let tree = 0; tree < 5; tree += 1) {
    const other = join(base, `other-${tree}`);
    mkdirSync(other);
    await (await snapshot(other)).keep();
  }
  expect(readdirSync(kept())).toHaveLength(4);
});
