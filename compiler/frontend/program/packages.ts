import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readRegular } from "../files/regular.ts";
import { isInside, type Project } from "../project/project.ts";
import type { Inputs } from "./inputs.ts";

const LOCKFILES = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** Notes what was bundled out of packages: the files, the package.json that led to each, and the lock that chose them. */
export function packageInputs(project: Project, inputs: Inputs, files: readonly string[]): void {
  if (files.length === 0) return;
  const noted = new Set<string>();
  const note = (file: string) => {
    if (noted.has(file)) return;
    noted.add(file);
    const read = readRegular(file);
    if ("content" in read) inputs.read(file, read.content);
    else if (read.refused === "missing") inputs.absent(file);
  };
  for (const file of files) {
    note(file);
    note(manifestAbove(file));
  }
  for (let folder = dirname(project.file); isInside(project.root, folder); folder = dirname(folder)) {
    for (const name of LOCKFILES) note(join(folder, name));
    if (folder === dirname(folder)) return;
  }
}

function manifestAbove(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) || folder === dirname(folder)) return manifest;
  }
}
