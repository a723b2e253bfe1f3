import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { archiveWriter } from "../../../runtime/archive/archive.ts";
import { inspectArchive } from "../../../runtime/archive/inspect-archive.ts";
import { tarOf } from "../tar.ts";

let file: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-inspect-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  file = join(folder, "one.tar");
});

const given = (archive: Buffer) => {
  writeFileSync(file, archive);
  return inspectArchive(file);
};
async function* content(size: number) {
  yield Buffer.alloc(size, "x");
}
const BOUNDS = { files: 2, bytes: 1000 };

it("takes what the writer writes: any path, any size, in any number of windows", async () => {
  const archive = archiveWriter(file);
  for (const path of ["a", "deep/er/b", `${"long/".repeat(60)}c`, "with\nline break", "ümläut"]) {
    await archive.file({ path, mode: 0o644, size: 40_000 }, content(40_000));
  }
  const links = [
    { path: "deep/er/l", target: "../../a" },
    { path: "l", target: `${"long/".repeat(60)}ü\nc` },
    { path: "deep/self", target: ".." },
  ];
  for (const link of links) expect(await archive.link(link)).toBe(true);
  const long = `${"long/".repeat(60)}c`;
  for (const [path, target] of [
    ["b", "a"],
    ["deep/c", long],
    [`${long}c`, "a"],
  ] as const) {
    expect(await archive.hardLink({ path, mode: 0o644 }, target)).toBe(true);
  }
  expect(await archive.hardLink({ path: "none", mode: 0o644 }, "b")).toBe(false);
  await archive.close();
  const hard = [
    { path: "b", target: "a" },
    { path: "deep/c", target: long },
    { path: `${long}c`, target: "a" },
  ];
  expect(await inspectArchive(file)).toEqual({ symbolic: links, hard });
});

it.each([
  ["cut short", () => tarOf({ path: "a", text: "x".repeat(5000) }).subarray(0, 2000), "it is cut short"],
  ["without an end", () => tarOf({ path: "a", text: "x" }).subarray(0, 1024), "it is cut short"],
  ["empty", () => Buffer.alloc(0), "it is cut short"],
  ["something else", () => Buffer.alloc(1024, "GIF89a"), "it is not an archive"],
  ["with a file that says it is larger than all", () => tarOf({ path: "a", size: 8 ** 10 }), "it is cut short"],
  ["with a pipe", () => tarOf({ path: "a", type: "FIFO" }), "a is a pipe"],
  ["with a path that has a zero", () => tarOf({ path: "" }), " leads out of the working directory"],
])("refuses one that is %s", async (_, archive, reason) => {
  await expect(given(archive())).rejects.toThrow(reason);
});

it("is written without a word about listeners, however much it holds", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => void warnings.push(warning);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  const archive = archiveWriter(file);
  for (let index = 0; index < 40; index += 1) {
    await archive.file({ path: `f${index}`, mode: 0o644, size: 100_000 }, content(100_000));
  }
  await archive.close();
  expect(warnings).toEqual([]);
});

it("refuses a head that says more than a path, and a path in it that leads out", async () => {
  const head = (record: string) => {
    const plain = tarOf({ path: "pax", text: record });
    plain.write("x", 156);
    // The kind is part of the sum, which has spaces in its own place.
    plain.write("        ", 148);
    const sum = plain.subarray(0, 512).reduce((all, byte) => all + byte, 0);
    plain.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return Buffer.concat([plain.subarray(0, 1024), tarOf({ path: "a", text: "x" })]);
  };
  await expect(given(head("12 path=bcd\n"))).resolves.toEqual({ symbolic: [], hard: [] });
  await expect(given(head("13 path=../b\n"))).rejects.toThrow("../b leads out of the working directory");
  await expect(given(head("16 linkpath=/e\n\n"))).rejects.toThrow("a head of it says more than a path");
  await expect(given(head("12 path=bcd\n9 size=9\n"))).rejects.toThrow("a head of it says more than a path");
});

it("refuses bombs of count and of size, when they are read and when they are written", async () => {
  const many = tarOf(...Array.from({ length: 5 }, (_, index) => ({ path: `f${index}` })));
  writeFileSync(file, many);
  await expect(inspectArchive(file, BOUNDS)).rejects.toThrow("they are more than 2 files");
  writeFileSync(file, tarOf({ path: "a", text: "x".repeat(1001) }));
  await expect(inspectArchive(file, BOUNDS)).rejects.toThrow("they are more than 1000 bytes");
  // Takes no room on the disk, and as much as it says when it is unpacked.
  writeFileSync(file, tarOf({ path: "a", size: 9 * 2 ** 30 }));
  truncateSync(file, 9 * 2 ** 30 + 2048);
  await expect(inspectArchive(file)).rejects.toThrow("they are more than 8 GiB");

  const archive = archiveWriter(file, BOUNDS);
  for (const path of ["a", "b"]) await archive.file({ path, mode: 0o644, size: 1 }, content(1));
  await expect(archive.file({ path: "c", mode: 0o644, size: 1 }, content(1))).rejects.toThrow("more than 2 files");
  await archive.discard();
  const large = archiveWriter(file, BOUNDS);
  await expect(large.file({ path: "a", mode: 0o644, size: 1001 }, content(1001))).rejects.toThrow("1000 bytes");
  await large.discard();
});

it("writes no link that may lead out, and says so", async () => {
  const archive = archiveWriter(file);
  for (const target of ["/etc", "..", "../..", "b/../..", "a/../b", "", "a\0b"]) {
    expect(await archive.link({ path: "l", target })).toBe(false);
  }
  await expect(archive.link({ path: "../l", target: "a" })).rejects.toThrow("leads out");
  await archive.discard();
});

it("refuses to write a path that leads out", async () => {
  const archive = archiveWriter(file);
  for (const path of ["../a", "/a", "a/../../b", "a\0b", ""]) {
    await expect(archive.file({ path, mode: 0o644, size: 1 }, content(1))).rejects.toThrow("leads out");
  }
  await archive.discard();
});
