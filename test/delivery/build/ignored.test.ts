import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { contextStream, includedEntries } from "../../../runtime/delivery/build/context.ts";
import { readIgnoreFile } from "../../../runtime/delivery/build/ignore-pattern.ts";

const FILES = [
  ...["Dockerfile", "a.txt", "b.log", "README.md", "src/main.go", "src/deep/keep.txt", "pkg/one/dist/o.js"],
  ...["pkg/one/src/s.ts", "pkg/two/dist/t.js", "third_party/c++/x", "app/(internal)/y", "docs/a.md"],
];

async function tree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-ignored-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const file of FILES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
  return folder;
}

/** What is sent, folders too. */
async function sent(...lines: readonly string[]): Promise<readonly string[]> {
  const read = readIgnoreFile(lines.join("\n"));
  if ("problem" in read) throw new Error(read.problem);
  const found: string[] = [];
  for await (const { path } of includedEntries(await tree(), read.patterns)) found.push(path);
  return found;
}

/** Compared with BuildKit's own matcher, which gives the same for each. */
it.each<[readonly string[], readonly string[]]>([
  [
    ["*", "!pkg/*/dist"],
    ["pkg/one/dist/o.js", "pkg/two/dist/t.js"],
  ],
  [["*", "!**/keep.txt"], ["src/deep/keep.txt"]],
  [
    ["*", "!src"],
    ["src/deep/keep.txt", "src/main.go"],
  ],
  [["*", "!src", "src/deep"], ["src/main.go"]],
  [["**", "!src/**/*.txt"], ["src/deep/keep.txt"]],
  [["*", "!./src/../a.txt"], ["a.txt"]],
  [["*", "  ! src/deep  "], ["src/deep/keep.txt"]],
  [["*", "!src", "**/deep"], ["src/main.go"]],
  [
    ["*", "![a-b]*.[lt][ox][gt]"],
    ["a.txt", "b.log"],
  ],
])("sends of %j what BuildKit sends", async (lines, files) => {
  expect((await sent(...lines)).filter((path) => FILES.includes(path))).toEqual(files);
});

it("takes characters that regular expressions give a meaning as they are", async () => {
  const found = await sent("third_party/c++", "app/(internal)", "docs/a?md", "# a comment", "");
  expect(found).not.toContain("third_party/c++/x");
  expect(found).not.toContain("app/(internal)/y");
  expect(found).not.toContain("docs/a.md");
  expect(found).toContain("src/main.go");
});

it("sends the folders above what is taken back in, and no other", async () => {
  expect(await sent("*", "!pkg/*/dist")).toEqual([
    ...["pkg", "pkg/one", "pkg/one/dist", "pkg/one/dist/o.js", "pkg/two", "pkg/two/dist", "pkg/two/dist/t.js"],
  ]);
});

it("names the line that is no pattern", async () => {
  const folder = await tree();
  await writeFile(join(folder, ".dockerignore"), "docs\n[a-\n");
  await expect(contextStream({ folder, dockerfile: "Dockerfile", time: 0 })).rejects.toMatchObject({
    diagnostics: [
      { code: "WB5063", message: "cannot read line 2 of `.dockerignore`: it is not a pattern that BuildKit accepts" },
    ],
  });
  expect(readIgnoreFile("!")).toMatchObject({ line: 1, problem: "it is empty" });
});
