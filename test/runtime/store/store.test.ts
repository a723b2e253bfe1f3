import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "../../../runtime/store/digest.ts";
import { openStore, type Store } from "../../../runtime/store/store.ts";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-store-"));
  store = openStore({ folder: join(folder, "store"), limit: 10 * 4096 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () =>
  readdirSync(join(folder, "store"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const blob = (text: string) => {
  const digest = digestOf(text);
  return join(folder, "store/blobs", digest.slice(0, 2), digest);
};

describe("blobs", () => {
  it("come back as they were, from files and from texts, once for one content", async () => {
    writeFileSync(join(folder, "file"), "content");
    const digest = await store.blobs.keepFile(join(folder, "file"));
    expect(digest).toBe(digestOf("content"));
    expect(await store.blobs.keepText("content")).toBe(digest);
    expect(files()).toHaveLength(1);
    rmSync(join(folder, "file"));
    expect(await store.blobs.text(digest)).toBe("content");
    expect(await store.blobs.take(digest, join(folder, "taken"))).toBe(true);
    expect(readFileSync(join(folder, "taken"), "utf8")).toBe("content");
  });

  it("are for their owner's eyes alone", async () => {
    await store.blobs.keepText("content");
    expect(statSync(blob("content")).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "store/blobs")).mode & 0o077).toBe(0);
  });

  it.each(["other text", ""])("that are damaged (%j) are not there, and go", async (damage) => {
    const digest = await store.blobs.keepText("content");
    writeFileSync(blob("content"), damage);
    expect(await store.blobs.take(digest, join(folder, "taken"))).toBe(false);
    expect(files()).toEqual([]);
    expect(readdirSync(folder)).toEqual(["store"]);
    await store.blobs.keepText("content");
    writeFileSync(blob("content"), damage);
    expect(await store.blobs.text(digest)).toBeUndefined();
    expect(files()).toEqual([]);
  });

  it("that were never kept are not there", async () => {
    expect(await store.blobs.take(digestOf("x"), join(folder, "taken"))).toBe(false);
    expect(await store.blobs.text(digestOf("x"))).toBeUndefined();
  });

  it("are not written half when the process ends meanwhile", async () => {
    mkdirSync(join(folder, "store/unfinished"), { recursive: true });
    writeFileSync(join(folder, "store/unfinished/1-a"), "cont");
    expect(await store.blobs.text(digestOf("content"))).toBeUndefined();
    utimesSync(join(folder, "store/unfinished/1-a"), 1, 1);
    await store.blobs.keepText("other");
    await store.trim();
    expect(files()).toEqual([blob("other")]);
  });
});

describe("entries", () => {
  it("come back as they were; damaged ones are not there, and go", async () => {
    await store.entries.write("results/a", { value: 1 });
    expect(await store.entries.read("results/a")).toEqual({ value: 1 });
    const file = join(folder, "store/results/a.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("1}", "2}"));
    expect(await store.entries.read("results/a")).toBeUndefined();
    expect(files()).toEqual([]);
    expect(await store.entries.read("results/never")).toBeUndefined();
  });

  it("are listed by their last use", async () => {
    for (const name of ["a", "b", "c"]) await store.entries.write(`caches/${name}`, {});
    for (const [name, time] of [
      ["a", 3],
      ["b", 1],
      ["c", 2],
    ] as const) {
      utimesSync(join(folder, `store/caches/${name}.json`), time, time);
    }
    expect(await store.entries.list("caches")).toEqual(["caches/a", "caches/c", "caches/b"]);
    expect(await store.entries.list("nothing")).toEqual([]);
  });
});

describe("the size", () => {
  it("is kept by removing what was used least recently", async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    for (const [index, text] of texts.entries()) {
      await store.blobs.keepText(text);
      utimesSync(blob(text), 1000 + index, 1000 + index);
    }
    await store.blobs.text(digestOf("text 0"));
    expect(await store.trim()).toEqual({ files: 2, bytes: 2 * 4096 });
    const left = texts.filter((text) => files().includes(blob(text)));
    expect(left).toEqual(texts.filter((text) => text !== "text 1" && text !== "text 2"));
  });

  it("is left alone where nothing was added, and folders of runs always", async () => {
    mkdirSync(join(folder, "store/runs/x"), { recursive: true });
    writeFileSync(join(folder, "store/runs/x/big"), "x".repeat(100_000));
    expect(await store.trim()).toEqual({ files: 0, bytes: 0 });
    await store.blobs.keepText("a");
    await store.trim();
    expect(await store.empty()).toEqual({ files: 1, bytes: 4096 });
    expect(files()).toEqual([join(folder, "store/runs/x/big")]);
  });

  it.each([
    ["20", 4096 * 3],
    ["8k", 4096],
    ["nonsense", 0],
  ])("is what WAYBILL_STORE_SIZE says: %s", async (size, removed) => {
    const before = process.env.WAYBILL_STORE_SIZE;
    process.env.WAYBILL_STORE_SIZE = size;
    try {
      const sized = openStore({ folder: join(folder, "store") });
      for (const text of ["a", "b", "c"]) await sized.blobs.keepText(text);
      expect((await sized.trim()).bytes).toBe(removed);
    } finally {
      if (before === undefined) delete process.env.WAYBILL_STORE_SIZE;
      else process.env.WAYBILL_STORE_SIZE = before;
    }
  });
});

it("is safe under several processes at once", async () => {
  const program = fileURLToPath(new URL("churn.mjs", import.meta.url));
  const churn = () => execa(process.execPath, [program, join(folder, "store"), folder, "60"]);
  const ended = await Promise.all([churn(), churn(), churn()]);
  expect(ended.map(({ stdout }) => stdout)).toEqual(["0", "0", "0"]);
  expect(readdirSync(join(folder, "store/unfinished"))).toEqual([]);
});
